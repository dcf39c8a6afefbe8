import { type Environment, emitExtreme } from './environment.ts';
import type { SteppedLoop } from './nest.ts';
import type { Pointers } from './pointers.ts';

/** So many pointers stay in registers from round to round; with more, each is cheaper to compute again. */
const fewPointers = 6;

/** Emits loops, the first outermost, around a body. */
export function emitLoops(
  environment: Environment,
  loops: readonly SteppedLoop[],
  pointers: Pointers,
  body: () => void,
): void {
  const [loop, ...rest] = loops;
  if (loop === undefined) {
    body();
    return;
  }
  const { code, atoms } = environment;
  const counter = code.local('i32');
  const end = code.local('i32');
  emitExtreme(environment, loop.lower, 'largest');
  code.localSet(counter);
  emitExtreme(environment, loop.upper, 'smallest');
  code.localSet(end);
  atoms.set(loop.variable, counter);
  code.block(() => {
    code.localGet(counter);
    code.localGet(end);
    code.op('i32.ge_s');
    code.branchIf(0);
    const advances = pointers.count(loop.variable) <= fewPointers;
    if (advances) pointers.enter(loop.variable);
    code.loop(() => {
      if (!advances) pointers.enter(loop.variable);
      emitLoops(environment, rest, pointers, body);
      if (advances) pointers.advance(loop.variable, loop.step);
      code.localGet(counter);
      code.i32Const(loop.step);
      code.op('i32.add');
      code.localTee(counter);
      code.localGet(end);
      code.op('i32.lt_s');
      code.branchIf(0);
    });
  });
  atoms.delete(loop.variable);
  pointers.leave(loop.variable);
}
