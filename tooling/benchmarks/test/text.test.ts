import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TextCase } from '../src/text/case.ts';
import { textProblem } from '../src/text/problem.ts';
import { trainOnText } from '../src/text/train.ts';

const folder = mkdtempSync(join(tmpdir(), 'pushdown-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, lines: number): string {
  const path = join(folder, name);
  writeFileSync(path, 'the cat sees the dog\nthe dog sleeps\n'.repeat(lines / 2));
  return path;
}

const small: TextCase = {
  engine: 'compiled',
  model: 'jm-hidden-247',
  corpus: { training: write('train', 40), validation: write('valid', 20), test: write('test', 20) },
  epochs: 2,
  learningRate: 1,
  clipNorm: 0.25,
  seed: 5,
};

describe('the benchmark of texts', () => {
  it('gives PyTorch our protocol, and every word to predict once', async () => {
    const problem = JSON.parse(JSON.stringify(await textProblem(small)));
    expect(problem).toMatchObject({
      words: 7, // the five of the text, <unk> and <eos>
      seed: 5,
      epochs: 2,
      learningRate: 1,
      clipNorm: 0.25,
      decay: { factor: 2 / 3 },
      steps: 35,
      memory: { push: 'hidden', depth: 10 },
    });
    const targets = problem.training.map((stream: number[]) => stream.length - 1);
    expect(targets.reduce((sum: number, count: number) => sum + count, 0)).toBe(20 * (6 + 4));
    expect(existsSync(new URL('../peers/torch_text.py', import.meta.url))).toBe(true);
  });

  it('has the perplexity after each epoch, which falls', async () => {
    const { perplexities, seconds } = await trainOnText(small);
    expect(perplexities).toHaveLength(2);
    expect(perplexities[0]).toBeLessThan(7);
    expect(perplexities[1]).toBeLessThan(perplexities[0] as number);
    expect(seconds).toBeGreaterThan(0);
  });
});
