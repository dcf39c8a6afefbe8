/** The equations of the cells in plain numbers, one unit at a time. */

type Numbers = readonly number[];
type Parameters = Readonly<Record<string, ArrayLike<number>>>;

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
export const relu = (x: number): number => Math.max(0, x);

/** The product of a row vector and a matrix, `columns` wide. */
export function times(x: Numbers, weights: ArrayLike<number>, columns: number): number[] {
  return Array.from({ length: columns }, (_, column) =>
    x.reduce((total, value, row) => total + value * (weights[row * columns + column] as number), 0),
  );
}

export const sum = (...vectors: readonly ArrayLike<number>[]): number[] =>
  Array.from(vectors[0] as ArrayLike<number>, (_, index) =>
    vectors.reduce((total, vector) => total + (vector[index] as number), 0),
  );

/** Layer normalization of the elements from `begin` on. */
function normalized(x: Numbers, begin: number, count: number, scale: ArrayLike<number>, shift: ArrayLike<number>) {
  const part = x.slice(begin, begin + count);
  const mean = part.reduce((total, value) => total + value, 0) / count;
  const variance = part.reduce((total, value) => total + (value - mean) ** 2, 0) / count;
  return part.map(
    (value, index) =>
      ((value - mean) / Math.sqrt(variance + 1e-5)) * (scale[begin + index] as number) +
      (shift[begin + index] as number),
  );
}

/** A term of the gates: with its bias if there is one, or normalized in pieces. */
function term(product: Numbers, p: Parameters, which: 'input' | 'recurrent', pieces: Numbers): number[] {
  const [scale, shift] = [p[`${which}Normalization/scale`], p[`${which}Normalization/shift`]];
  if (scale === undefined || shift === undefined) return sum(product, p[`${which}Bias`] ?? product.map(() => 0));
  let begin = 0;
  return pieces.flatMap((count) => {
    begin += count;
    return normalized(product, begin - count, count, scale, shift);
  });
}

const start = (p: Parameters, name: string, size: number): number[] => [
  ...Array.from(p[name] ?? new Float64Array(size)),
];

export function literalLstm(p: Parameters, size: number, inputs: readonly Numbers[]): number[][] {
  let hidden = start(p, 'initialHidden', size);
  let cell = start(p, 'initialCell', size);
  return inputs.map((x) => {
    const gates = sum(
      term(times(x, p.inputWeights as Numbers, 4 * size), p, 'input', [4 * size]),
      term(times(hidden, p.recurrentWeights as Numbers, 4 * size), p, 'recurrent', [4 * size]),
    );
    const [i, f, g, o] = [0, 1, 2, 3].map((gate) => gates.slice(gate * size, (gate + 1) * size)) as [
      number[],
      number[],
      number[],
      number[],
    ];
    cell = cell.map(
      (old, unit) => sigmoid(f[unit] as number) * old + sigmoid(i[unit] as number) * Math.tanh(g[unit] as number),
    );
    const [scale, shift] = [p['cellNormalization/scale'], p['cellNormalization/shift']];
    const shown = scale === undefined || shift === undefined ? cell : normalized(cell, 0, size, scale, shift);
    hidden = shown.map((value, unit) => sigmoid(o[unit] as number) * Math.tanh(value));
    return hidden;
  });
}

export function literalGru(p: Parameters, size: number, inputs: readonly Numbers[]): number[][] {
  let hidden = start(p, 'initialHidden', size);
  return inputs.map((x) => {
    const a = term(times(x, p.inputWeights as Numbers, 3 * size), p, 'input', [2 * size, size]);
    const b = term(times(hidden, p.recurrentWeights as Numbers, 3 * size), p, 'recurrent', [2 * size, size]);
    const at = (vector: Numbers, gate: number, unit: number): number => vector[gate * size + unit] as number;
    hidden = hidden.map((old, unit) => {
      const reset = sigmoid(at(a, 0, unit) + at(b, 0, unit));
      const update = sigmoid(at(a, 1, unit) + at(b, 1, unit));
      const candidate = Math.tanh(at(a, 2, unit) + reset * at(b, 2, unit));
      return (1 - update) * candidate + update * old;
    });
    return hidden;
  });
}

export function literalElman(
  p: Parameters,
  size: number,
  inputs: readonly Numbers[],
  activation: (x: number) => number,
): number[][] {
  let hidden = start(p, 'initialHidden', size);
  const none = new Float64Array(size);
  return inputs.map((x) => {
    const products = sum(times(x, p.inputWeights as Numbers, size), times(hidden, p.recurrentWeights as Numbers, size));
    const [scale, shift] = [p['normalization/scale'], p['normalization/shift']];
    const sums =
      scale === undefined || shift === undefined
        ? sum(products, p.inputBias ?? none, p.recurrentBias ?? none)
        : normalized(products, 0, size, scale, shift);
    hidden = sums.map(activation);
    return hidden;
  });
}

export function literalSecondOrder(
  p: Parameters,
  size: number,
  inputs: readonly Numbers[],
  { activation, first }: { readonly activation: (x: number) => number; readonly first: Numbers },
): number[][] {
  let hidden = [...first];
  return inputs.map((x) => {
    hidden = hidden.map((_, next) => {
      let total = p.bias?.[next] as number;
      for (const [j, previous] of hidden.entries())
        for (const [k, value] of x.entries())
          total += (p.weights?.[(j * x.length + k) * size + next] as number) * previous * value;
      return activation(total);
    });
    return hidden;
  });
}
