import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { referenceEngine } from '@pushdown/core';
import { describe, expect, it } from 'vitest';
import { verify } from '../src/verify.ts';

const vector = (name: string): string => join(import.meta.dirname, 'vectors', `${name}.json`);

/** A copy of a vector with something changed. */
// biome-ignore lint/suspicious/noExplicitAny: the point is to break the file in ways its type forbids
function changed(change: (content: any) => unknown): string {
  const content = JSON.parse(readFileSync(vector('superposition-stack'), 'utf8'));
  change(content);
  const path = join(mkdtempSync(join(tmpdir(), 'pushdown-vectors-')), 'changed.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

describe('test vectors of the reference implementation', () => {
  it.each([
    'lstm',
    'superposition-stack',
    'superposition-stack-push-hidden',
    'superposition-multi-stack',
    'stratification-stack',
    'ns-2-3',
    'rns-2-3',
    'rns-2-3-original-bottom',
    'rns-3-2',
    'vrns-1-1-3-zero',
    'vrns-2-2-3-learned',
  ])('%s: logits, loss and gradients agree in float64', (name) => {
    const result = verify(vector(name), referenceEngine());
    expect(result.model).toBe(name);
    expect(result.maxLogitError).toBeLessThan(1e-9);
    expect(result.lossError).toBeLessThan(1e-9);
    expect(result.maxGradientError).toBeLessThan(1e-9);
  });

  it('sees a single changed logit, gradient or weight', () => {
    const off = (name: string) =>
      changed((content) => {
        const target = content[name];
        const data = target.data ?? (Object.values(target)[0] as { data: number[] }).data;
        data[1] = (data[1] as number) + 1e-3;
      });
    expect(verify(off('logits'), referenceEngine()).maxLogitError).toBeGreaterThan(1e-4);
    expect(verify(off('gradients'), referenceEngine()).maxGradientError).toBeGreaterThan(1e-4);
    expect(verify(off('parameters'), referenceEngine()).lossError).toBeGreaterThan(1e-9);
  });
});

describe('errors name the file', () => {
  it.each([
    ['a missing file', () => '/nowhere/vector.json', /\/nowhere\/vector\.json: cannot be read/],
    [
      'an unknown model',
      () => changed((content) => Object.assign(content, { arguments: '--model-type turing' })),
      /changed\.json: unknown model .*turing/,
    ],
    [
      'missing logits',
      () => changed((content) => Reflect.deleteProperty(content, 'logits')),
      /changed\.json: is not a test vector: logits/,
    ],
    [
      'data that does not fill its shape',
      () => changed((content) => content.logits.data.pop()),
      /changed\.json: is not a test vector: logits: data does not fill the shape/,
    ],
    [
      'a missing parameter',
      () => changed((content) => Reflect.deleteProperty(content.parameters, 'layer.linear.bias')),
      /changed\.json: the parameter layer\.linear\.bias is missing/,
    ],
  ])('%s', (_name, path, message) => {
    expect(() => verify(path(), referenceEngine())).toThrow(message);
  });
});
