import {
  constant,
  type Initializer,
  type ParameterValues,
  parameterSelector,
  type RecurrentModel,
  randomStream,
  sumOfUniforms,
  uniform,
  xavierUniform,
} from '@pushdown/core';
import { readParameters } from '../parameter-files/read-parameters.ts';
import type { Distribution } from './initialization-schema.ts';
import type { Experiment } from './schema.ts';

/**
 * What a model begins with: values of a file, as far as the experiment says so, else random ones. The last rule that selects
 * a parameter decides of their distribution; without one the model itself does. Every parameter draws from the stream in
 * order, also one whose value comes from the file.
 *
 * @throws OptionError when the file cannot be used.
 */
export async function initialParameters(
  model: Pick<RecurrentModel, 'parameters'>,
  experiment: Pick<Experiment, 'model' | 'seed' | 'initialParameters'>,
): Promise<ParameterValues> {
  const random = randomValues(model, experiment);
  const { initialParameters: file } = experiment;
  return file === undefined ? random : { ...random, ...(await readParameters(model, file)) };
}

function randomValues(
  model: Pick<RecurrentModel, 'parameters'>,
  { model: { initialization }, seed }: Pick<Experiment, 'model' | 'seed'>,
): ParameterValues {
  const random = randomStream(seed, 'parameters');
  const selectors = initialization.map((rule) => ({
    selects: parameterSelector(rule),
    distribution: rule.distribution,
  }));
  return Object.fromEntries(
    model.parameters.map((parameter) => {
      const { path, shape, initialize } = parameter;
      const rule = selectors.findLast(({ selects }) => selects(parameter));
      const initializer = rule === undefined ? initialize : initializerOf(rule.distribution, shape);
      return [path, initializer.sample(shape, random)];
    }),
  );
}

function initializerOf(distribution: Distribution, shape: readonly number[]): Initializer {
  switch (distribution.type) {
    case 'constant':
      return constant(distribution.value);
    case 'uniform':
      return uniform(distribution.bound);
    case 'sum-of-uniforms':
      return sumOfUniforms(distribution.bound, distribution.terms);
    case 'xavier-uniform': {
      const [fanIn, fanOut] = shape;
      if (fanIn === undefined || fanOut === undefined) return constant(0);
      return xavierUniform({ fanIn, fanOut, gain: distribution.gain });
    }
  }
}
