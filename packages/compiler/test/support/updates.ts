import {
  add,
  div,
  mul,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensors,
  type UpdateDefinition,
  zeros,
} from '@pushdown/tensors';

const momentum: UpdateDefinition = {
  name: 'sgd with momentum',
  settings: ['learningRate'],
  slots: ['velocity'],
  update: ({ parameters, gradients, slots, settings }) => {
    const paths = Object.keys(parameters);
    const each = (convert: (path: string) => Tensor): Tensors =>
      Object.fromEntries(paths.map((path) => [path, convert(path)]));
    const velocity = each((path) => add(mul(0.9, slots.velocity?.[path] as Tensor), gradients[path] as Tensor));
    const next = each((path) =>
      sub(parameters[path] as Tensor, mul(settings.learningRate as Tensor, velocity[path] as Tensor)),
    );
    const squares = paths.reduce((total, path) => add(total, sum(square(gradients[path] as Tensor))), zeros([]));
    return { parameters: next, slots: { velocity }, reports: { norm: sqrt(squares) } };
  },
};

const adam: UpdateDefinition = {
  name: 'adam',
  settings: ['learningRate', 'correction1', 'correction2'],
  slots: ['first', 'second'],
  update: ({ parameters, gradients, slots, settings }) => {
    const each = (convert: (path: string) => Tensor): Tensors =>
      Object.fromEntries(Object.keys(parameters).map((path) => [path, convert(path)]));
    const first = each((path) => add(mul(0.9, slots.first?.[path] as Tensor), mul(0.1, gradients[path] as Tensor)));
    const second = each((path) =>
      add(mul(0.999, slots.second?.[path] as Tensor), mul(0.001, square(gradients[path] as Tensor))),
    );
    const next = each((path) => {
      const step = div(
        mul(first[path] as Tensor, settings.correction1 as Tensor),
        // Far above 0, so that a gradient that is 0 but for rounding does not become a step of full size.
        add(sqrt(mul(second[path] as Tensor, settings.correction2 as Tensor)), 1e-3),
      );
      return sub(parameters[path] as Tensor, mul(settings.learningRate as Tensor, step));
    });
    return { parameters: next, slots: { first, second } };
  },
};

/** An update, and the settings of its steps, which count from 1. */
export interface TrainingCase {
  readonly update: UpdateDefinition;
  readonly settings: (step: number) => Record<string, number>;
}

export const updates: Readonly<Record<'momentum' | 'adam', TrainingCase>> = {
  momentum: { update: momentum, settings: () => ({ learningRate: 0.1 }) },
  adam: {
    update: adam,
    settings: (step) => ({
      learningRate: 0.05,
      correction1: 1 / (1 - 0.9 ** step),
      correction2: 1 / (1 - 0.999 ** step),
    }),
  },
};
