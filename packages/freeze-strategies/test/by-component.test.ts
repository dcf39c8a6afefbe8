import { beforeTraining, type Component, type FreezeStrategy } from '@pushdown/core';
import { freezeController, freezeControllerAndMemory, freezeMemory, freezeNothing } from '@pushdown/freeze-strategies';
import { expect, it } from 'vitest';

const components: readonly Component[] = ['controller', 'memory', 'embedding', 'classifier'];

function frozenBy(strategy: FreezeStrategy, epoch = 0): readonly Component[] {
  const progress = { epoch, epochsWithoutImprovement: epoch, scores: [] };
  return components.filter((component) =>
    strategy.isFrozen({ path: `${component}/weights`, component, shape: [2] }, progress),
  );
}

it.each<[FreezeStrategy, string, readonly Component[]]>([
  [freezeNothing(), 'none', []],
  [freezeMemory(), 'memory', ['memory']],
  [freezeController(), 'controller', ['controller']],
  [freezeControllerAndMemory(), 'controller-and-memory', ['controller', 'memory']],
  [freezeMemory({ embedding: 'frozen' }), 'memory', ['memory', 'embedding']],
  [freezeController({ embedding: 'frozen' }), 'controller', ['controller', 'embedding']],
  [freezeControllerAndMemory({ embedding: 'frozen' }), 'controller-and-memory', ['controller', 'memory', 'embedding']],
  [freezeMemory({ embedding: 'trained' }), 'memory', ['memory']],
])('%o freezes the parts it names and never the classifier', (strategy, name, frozen) => {
  expect(strategy.name).toBe(name);
  expect(frozenBy(strategy)).toEqual(frozen);
});

it('decides the same at all times', () => {
  for (const epoch of [0, 1, 200]) expect(frozenBy(freezeMemory(), epoch)).toEqual(['memory']);
});

it('goes by the component of a parameter, not by its path', () => {
  const parameter = { path: 'controller/memory/weights', component: 'controller', shape: [2] } as const;
  expect(freezeMemory().isFrozen(parameter, beforeTraining)).toBe(false);
});

it('rejects options that it does not have', () => {
  expect(() => freezeMemory({ embedding: 'random' } as never)).toThrow(
    /freeze-strategy "memory": embedding: .*"trained"\|"frozen"/,
  );
  expect(() => freezeNothing({ embedding: 'frozen' } as never)).toThrow(/freeze-strategy "none": .*"embedding"/);
});
