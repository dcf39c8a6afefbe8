import { expect, it } from 'vitest';
import { measure } from '../src/measuring/measure.ts';
import { lossDifference } from '../src/peers/same-losses.ts';

it.each(['reference', 'compiled'] as const)(
  "an author's stack does the work of the built-in one on the engine %s",
  async (engine) => {
    const ofModel = (model: string) =>
      measure({ engine, model, length: 7, batch: 5, frozen: 'none', seconds: 0.001 }).then(({ losses }) => losses);
    expect(lossDifference(await ofModel('jm-10'), await ofModel('author-jm-10'))).toBeUndefined();
  },
);
