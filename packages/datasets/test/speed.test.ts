import { randomStream } from '@pushdown/core';
import { dyck, hardestContextFree } from '@pushdown/datasets';
import { expect, it } from 'vitest';

// Limits that users rely on; both take a small part of them.
it('samples 10,000 strings of the hardest context-free language with their probabilities within 10 seconds', () => {
  const start = performance.now();
  const language = hardestContextFree();
  const random = randomStream(0, 'speed');
  const lengths = language.validLengths(40, 80);
  let nats = 0;
  for (let count = 0; count < 10_000; count++) {
    nats -= language.logProbability(language.sample(lengths[random.integer(lengths.length)]!, random));
  }
  expect(performance.now() - start).toBeLessThan(10_000);
  expect(nats / 10_000).toBeGreaterThan(0);
});

it('gives ln p of a Dyck string of length 400 within a second', () => {
  const string = dyck().sample(400, randomStream(0, 'speed'));
  const start = performance.now();
  expect(dyck().logProbability(string)).toBeLessThan(0);
  expect(performance.now() - start).toBeLessThan(1000);
});
