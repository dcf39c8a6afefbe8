/** A dense tensor addressed by index lists: the slow and obvious way to write kernels. */
export interface Dense {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Every index list of a shape, in row-major order. */
export function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (lists, size) => lists.flatMap((list) => Array.from({ length: size }, (_, index) => [...list, index])),
    [[]],
  );
}

export function at({ shape, values }: Dense, index: readonly number[]): number {
  const place = shape.reduce((sofar, size, axis) => sofar * size + (index[axis] as number), 0);
  return values[place] as number;
}

export function tabulate(shape: readonly number[], value: (index: readonly number[]) => number): Dense {
  return { shape, values: indices(shape).map(value) };
}
