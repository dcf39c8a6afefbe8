import { createSession, type FreezeStrategy, randomStream } from '@pushdown/core';
import { type Executor, mul, referenceExecutor, sub, type Tensor, type UpdateDefinition } from '@pushdown/tensors';
import { reportProblems } from '../suite/conformance-error.ts';
import type { Rule } from '../suite/suite.ts';
import { smallModel, stages } from './questions.ts';

const descent: UpdateDefinition = {
  name: 'gradient descent',
  settings: ['learningRate'],
  slots: [],
  update: ({ parameters, gradients, settings }) => ({
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([path, value]) => [
        path,
        sub(value, mul(settings.learningRate as Tensor, gradients[path] as Tensor)),
      ]),
    ),
    slots: {},
  }),
};

/** In training, on every engine, what is frozen keeps its bits and everything else moves, at every stage. */
export function trainingRule(strategy: FreezeStrategy, engines: readonly Executor[]): Rule {
  return {
    name: 'training',
    requires: ['contract', 'purity'],
    check() {
      const problems = new Set<string>();
      const model = smallModel();
      const start = model.initialize(randomStream(1, 'conformance/training'));
      for (const engine of [referenceExecutor(), ...engines]) {
        for (const trainable of trainableSets(strategy)) {
          const session = createSession({ model, engine, parameters: start, trainable, update: descent });
          const before = session.parameters();
          session.train([[0, 1, 2, 1, 0]], { learningRate: 0.1 });
          const after = session.parameters();
          for (const { path } of model.parameters) {
            // Engines round what they are given: compared is what comes back before and after.
            const rounded = before[path]?.map((value) => (engine.precision === 'float32' ? Math.fround(value) : value));
            const moved = after[path]?.some((value, place) => !Object.is(value, rounded?.[place])) === true;
            if (moved && !trainable.includes(path))
              problems.add(`on ${engine.name}, ${path} moves though it is frozen`);
            if (!moved && trainable.includes(path))
              problems.add(`on ${engine.name}, ${path} stays though it is not frozen`);
          }
          session.dispose();
        }
      }
      reportProblems([...problems]);
    },
  };
}

/** What trains at one stage or another, each set once. */
function trainableSets(strategy: FreezeStrategy): readonly (readonly string[])[] {
  const sets = stages.map((progress) =>
    smallModel()
      .parameters.filter(({ path, component, shape }) => !strategy.isFrozen({ path, component, shape }, progress))
      .map(({ path }) => path),
  );
  return [...new Map(sets.map((set) => [set.join(), set])).values()];
}
