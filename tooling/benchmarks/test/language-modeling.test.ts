import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { measureLanguage } from '../src/language-modeling/measure.ts';
import { type LanguageCase, languageModel, writeProblem } from '../src/language-modeling/workload.ts';

const folder = mkdtempSync(join(tmpdir(), 'pushdown-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const small: LanguageCase = {
  engine: 'compiled',
  model: 'jm-hidden-247',
  batch: 2,
  steps: 3,
  words: 50,
  seconds: 0.01,
};

describe('the benchmark of language modeling', () => {
  it('gives the peer all parameters, in order, and the words', async () => {
    const problem = JSON.parse(readFileSync(await writeProblem(folder, small), 'utf8'));
    const model = await languageModel(small);
    expect(Object.keys(problem.shapes)).toEqual(model.parameters.map(({ path }) => path));
    expect(statSync(problem.parametersFile).size).toBe(4 * model.parameterCount);
    expect(problem.inputs.map((stream: number[]) => stream.length)).toEqual([3, 3]);
    expect(Math.max(...problem.targets.flat())).toBeLessThan(50);
    expect(problem).toMatchObject({ memory: { push: 'hidden', depth: 10 }, embedding: { size: 247 } });
    expect(existsSync(new URL('../peers/torch_language.py', import.meta.url))).toBe(true);
  });

  it('measures steps that learn, with the state carried on', async () => {
    const { losses, msPerStep } = await measureLanguage(small);
    expect(losses).toHaveLength(5);
    expect(losses[0]).toBeCloseTo(Math.log(50), 0);
    expect(losses[4]).toBeLessThan(losses[0] as number);
    expect(msPerStep).toBeGreaterThan(0);
  });
});
