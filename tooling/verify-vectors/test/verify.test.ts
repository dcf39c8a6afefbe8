import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiledExecutor } from '@pushdown/compiler';
import { referenceEngine } from '@pushdown/core';
import { type TensorflowExecutor, tensorflowExecutor } from '@pushdown/tensorflow';
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

const names = [
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
];

const tensorflow = await loaded(tensorflowExecutor('tensorflow'));

/** Engines with the largest difference they may have: vectors have 12 decimals, float32 has 7 digits. */
const engines = [
  { title: 'reference', engine: referenceEngine(), tolerance: 1e-9, missing: undefined },
  { title: 'compiled', engine: compiledExecutor(), tolerance: 1e-5, missing: undefined },
  { title: 'tensorflow-cpu', ...(await loaded(tensorflowExecutor('tensorflow-cpu'))), tolerance: 1e-5 },
  { title: 'tensorflow-wasm', ...(await loaded(tensorflowExecutor('tensorflow-wasm'))), tolerance: 1e-5 },
  {
    title: tensorflow.missing === undefined ? 'tensorflow' : `tensorflow (skipped: ${tensorflow.missing})`,
    ...tensorflow,
    tolerance: 1e-5,
  },
];

/** An engine, and why it cannot be tested. Only the native library of TensorFlow may be missing, where it was not set up. */
async function loaded(engine: TensorflowExecutor) {
  try {
    await engine.load();
    return { engine, missing: undefined };
  } catch (error) {
    if (engine.name !== 'tensorflow' || process.env.PUSHDOWN_REQUIRE_TENSORFLOW === '1') throw error;
    return { engine, missing: (error as Error).message };
  }
}

describe.each(engines.map((each) => [each.title, each] as const))(
  'test vectors of the reference implementation, engine %s',
  (_title, { engine, tolerance, missing }) => {
    it.skipIf(missing).each(names)('%s: logits, loss and gradients agree', (name) => {
      const result = verify(vector(name), engine);
      expect(result.model).toBe(name);
      expect(result.engine).toBe(engine.name);
      expect(result.maxLogitError).toBeLessThan(tolerance);
      expect(result.lossError).toBeLessThan(tolerance);
      expect(result.maxGradientError).toBeLessThan(tolerance);
    });
  },
);

describe('a comparison', () => {
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
