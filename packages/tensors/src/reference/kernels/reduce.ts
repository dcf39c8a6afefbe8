import type { Application, Kernel, KernelMaker } from './kernel.ts';
import { collapse, forEachRow, innerLoop, strides } from './loops.ts';

/** Starts with `initial` everywhere and combines in every element that belongs there. */
function reduction(
  { attributes: { axes }, argumentShapes }: Application<'sum' | 'max'>,
  initial: number,
  combine: (sofar: number, x: number) => number,
): Kernel {
  const sizes = argumentShapes[0] as readonly number[];
  const kept = sizes.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const outStrides = strides(kept).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  const nest = collapse({ sizes, operands: [outStrides, strides(sizes)] });
  const { length, steps } = innerLoop(nest);
  const [step] = steps as [number];
  return (out, [x]) => {
    const values = x as Float64Array;
    out.fill(initial);
    forEachRow(nest, (start, startX) => {
      let at = start;
      let from = startX;
      if (step === 0) {
        let total = out[at] as number;
        for (const end = from + length; from < end; from++) total = combine(total, values[from] as number);
        out[at] = total;
      } else
        for (const end = from + length; from < end; from++, at += step)
          out[at] = combine(out[at] as number, values[from] as number);
    });
  };
}

export const sum: KernelMaker<'sum'> = (application) => reduction(application, 0, (sofar, x) => sofar + x);

// NaN must win, as it does with Math.max.
export const max: KernelMaker<'max'> = (application) => reduction(application, Number.NEGATIVE_INFINITY, Math.max);

/** Positions of a tensor along one axis: the first one of each line and the distance between neighbors. */
function lines(
  shape: readonly number[],
  axis: number,
): { readonly starts: number[]; readonly size: number; readonly stride: number } {
  const size = shape[axis] as number;
  const stride = strides(shape)[axis] as number;
  const starts: number[] = [];
  const total = shape.reduce((product, next) => product * next, 1);
  for (let block = 0; block < total; block += size * stride)
    for (let inner = 0; inner < stride; inner++) starts.push(block + inner);
  return { starts, size, stride };
}

export const argMax: KernelMaker<'argMax'> = ({ attributes: { axis }, argumentShapes }) => {
  const { starts, size, stride } = lines(argumentShapes[0] as readonly number[], axis);
  return (out, [x]) => {
    const values = x as Float64Array;
    // Over an empty axis there are no lines, yet results.
    out.fill(0);
    for (const [line, start] of starts.entries()) {
      let best = 0;
      for (let place = 1; place < size; place++) {
        if ((values[start + place * stride] as number) > (values[start + best * stride] as number)) best = place;
      }
      out[line] = best;
    }
  };
};

export const cumsum: KernelMaker<'cumsum'> = ({ attributes: { axis, exclusive, reverse }, shape }) => {
  const { starts, size, stride } = lines(shape, axis);
  return (out, [x]) => {
    const values = x as Float64Array;
    for (const start of starts) {
      let total = 0;
      for (let count = 0; count < size; count++) {
        const at = start + (reverse ? size - 1 - count : count) * stride;
        const value = values[at] as number;
        out[at] = exclusive ? total : total + value;
        total += value;
      }
    }
  };
};
