import { expect, it } from 'vitest';
import { interleave } from '../src/processes/interleave.ts';

it('runs tasks by turns and keeps their results apart', () => {
  const order: string[] = [];
  const task = (name: string) => () => order.push(name);
  expect(interleave(2, [task('a'), task('b')])).toEqual([
    [1, 3],
    [2, 4],
  ]);
  expect(order).toEqual(['a', 'b', 'a', 'b']);
});
