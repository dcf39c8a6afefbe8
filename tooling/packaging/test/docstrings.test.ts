import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { docstringProblems, entriesOf } from '../src/docstrings/check.ts';
import { publishedPackages, root } from '../src/repository.ts';

// All sources are one program, which a busy machine takes long to read.
it('the docstrings of all packages lack nothing', { timeout: 300_000 }, () => {
  expect(docstringProblems(entriesOf(publishedPackages), root)).toEqual([]);
});

/** Modules by name, and what their docstrings lack. */
const modules: Readonly<Record<string, { readonly text: string; readonly problems: readonly string[] }>> = {
  undocumented: {
    text: `
      export type Bare = number;
      /** @returns 1 */
      export const one = () => 1;
      /** A stack. */
      export interface Stack {
        push(x: number): void;
        /** Takes the top. */
        pop(): number;
        readonly depth: number;
      }
    `,
    problems: ['Bare has no docstring', 'Stack.push has no docstring', 'one has no docstring'],
  },
  errors: {
    text: `
      function checked(x: number): number {
        if (x < 0) throw new RangeError('negative');
        return x;
      }
      /** The root. */
      export const root = (x: number) => Math.sqrt(checked(x));
      /** All roots. @throws TypeError never. */
      export const roots = (xs: number[]) => xs.map((x) => { if (x < 0) throw new RangeError('negative'); return x; });
      /** The root. @throws RangeError when x is negative. */
      export const declared = (x: number) => checked(x);
      /** Throws, but later. */
      export const later = () => () => { throw new RangeError('later'); };
    `,
    problems: ['root throws RangeError without @throws', 'roots throws RangeError without @throws'],
  },
  contracts: {
    text: `
      /** A stack. */
      export interface Stack {
        /** Takes the top. */
        pop(): number;
        /** Looks at the top. @throws Error when there is none. */
        top(): number;
      }
      const empty = (): never => { throw new RangeError('empty'); };
      /** An empty one. */
      export const none = (): Stack => ({ pop: () => empty(), top() { throw new RangeError('empty'); } });
    `,
    problems: ['Stack.pop throws RangeError without @throws'],
  },
  sources: {
    text: `
      const defineMemory = (definition: object) => definition;
      /** A ring. */
      export const ring = defineMemory({ name: 'ring' });
      /** A tape (Turing 1936). */
      export const tape = defineMemory({ name: 'tape' });
      /** A stack. */
      export const stack = defineMemory({ name: 'stack', source: 'Turing 1946' });
      /** What is minimized. */
      export type LossName = 'nats';
    `,
    problems: ['LossName names no source', 'ring names no source'],
  },
  numbers: {
    text: `
      /** What is predicted. */
      export interface Predictions {
        readonly nats: Float64Array;
        /** −ln p of every target: [steps, B]. */
        readonly losses: Float64Array;
        /** Compares them. @param context.other [B]. */
        compare(context: { readonly other: Float64Array; readonly mask: readonly Int32Array[] }): void;
      }
    `,
    problems: [
      'nothing says what the numbers of Predictions: mask are',
      'nothing says what the numbers of Predictions: nats are',
    ],
  },
  shapes: {
    text: `
      type Tensor = object;
      type State = {
        /** What is stored. */
        readonly places: Tensor;
        /** Where the head is: [B]. */
        readonly head: Tensor;
      };
      const defineMemory = (definition: object) => definition;
      /** A tape (Turing 1936). */
      export const tape = defineMemory({ state: {} as State });
    `,
    problems: ['places has no shape'],
  },
};

describe('what docstrings lack is found', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'docstrings-')));
  const files = Object.entries(modules).map(([name, { text }]) => {
    const file = join(folder, `${name}.ts`);
    writeFileSync(file, text);
    return file;
  });
  const found = docstringProblems(files, folder);
  rmSync(folder, { recursive: true });

  it.each(Object.entries(modules))('%s', (name, { problems }) => {
    expect(found.filter((line) => line.startsWith(`${name}.ts`))).toEqual(
      problems.map((line) => `${name}.ts: ${line}`),
    );
  });
});
