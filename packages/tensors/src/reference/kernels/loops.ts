/** Distance between neighbors along each axis of a row-major tensor. */
export function strides(shape: readonly number[]): number[] {
  const result = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    result[axis] = (result[axis + 1] as number) * (shape[axis + 1] as number);
  return result;
}

/** Strides with which a tensor is read as if it had the larger shape: 0 along stretched and missing axes. */
export function broadcastStrides(shape: readonly number[], target: readonly number[]): number[] {
  const own = strides(shape);
  const missing = target.length - shape.length;
  return target.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : (own[axis - missing] as number)));
}

/** Nested loops over `sizes`, along which each operand advances by its own strides; the last loop is the innermost. */
export interface LoopNest {
  readonly sizes: readonly number[];
  readonly operands: readonly (readonly number[])[];
}

/** Joins neighboring loops that all operands run through as one, which leaves fewer and longer inner loops. */
export function collapse({ sizes, operands }: LoopNest): LoopNest {
  const kept: { size: number; steps: number[] }[] = [];
  for (const [axis, size] of sizes.entries()) {
    const steps = operands.map((operand) => operand[axis] as number);
    const outer = kept.at(-1);
    if (size === 1) continue;
    if (outer?.steps.every((step, operand) => step === (steps[operand] as number) * size)) {
      outer.size *= size;
      outer.steps = steps;
    } else kept.push({ size, steps });
  }
  return {
    sizes: kept.map(({ size }) => size),
    operands: operands.map((_, operand) => kept.map(({ steps }) => steps[operand] as number)),
  };
}

/** Work on one innermost loop: the positions of up to four operands at its start. */
export type Row = (first: number, second: number, third: number, fourth: number) => void;

/** Calls `row` for every innermost loop. Positions are passed one by one, because this is the hottest call of all. */
export function forEachRow({ sizes, operands }: LoopNest, row: Row): void {
  if (sizes.includes(0)) return;
  const outer = sizes.length - 1;
  const positions = [0, 0, 0, 0];
  const index = new Array<number>(Math.max(outer, 0)).fill(0);
  for (;;) {
    row(positions[0] as number, positions[1] as number, positions[2] as number, positions[3] as number);
    let axis = outer - 1;
    for (; axis >= 0; axis--) {
      const next = (index[axis] as number) + 1;
      const wrap = next === sizes[axis];
      index[axis] = wrap ? 0 : next;
      for (let operand = 0; operand < operands.length; operand++) {
        const step = (operands[operand] as readonly number[])[axis] as number;
        positions[operand] = (positions[operand] as number) + (wrap ? -step * (next - 1) : step);
      }
      if (!wrap) break;
    }
    if (axis < 0) return;
  }
}

/** Length of the innermost loop and each operand's stride in it. */
export function innerLoop({ sizes, operands }: LoopNest): {
  readonly length: number;
  readonly steps: readonly number[];
} {
  const last = sizes.length - 1;
  return { length: sizes[last] ?? 1, steps: operands.map((operand) => operand[last] ?? 0) };
}

/** Copies a block between two tensors, each with its own strides and first element. */
export function blockCopy(
  sizes: readonly number[],
  target: { readonly strides: readonly number[]; readonly offset: number },
  source: { readonly strides: readonly number[]; readonly offset: number },
): (out: Float64Array, x: Float64Array) => void {
  const nest = collapse({ sizes, operands: [target.strides, source.strides] });
  const { length, steps } = innerLoop(nest);
  const [step, stepX] = steps as [number, number];
  // Long runs of neighbors go through memory copies; for short ones the loop is faster.
  if (step === 1 && stepX === 1 && length >= 32) {
    return (out, x) =>
      forEachRow(nest, (at, from) =>
        out.set(x.subarray(from + source.offset, from + source.offset + length), at + target.offset),
      );
  }
  return (out, x) =>
    forEachRow(nest, (start, startX) => {
      let at = start + target.offset;
      let from = startX + source.offset;
      for (let index = 0; index < length; index++, at += step, from += stepX) out[at] = x[from] as number;
    });
}
