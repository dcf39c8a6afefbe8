import { type ParameterSelection, parameterSelector, pathPattern } from '@pushdown/core';
import { expect, it } from 'vitest';

it.each([
  ['classifier/bias', 'classifier/bias', true],
  ['classifier/bias', 'classifier/weights', false],
  ['classifier', 'classifier/bias', false],
  ['*/bias', 'classifier/bias', true],
  ['*/bias', 'memory/stack/push/bias', false],
  ['**/bias', 'memory/stack/push/bias', true],
  ['**/bias', 'bias', true],
  ['memory/**', 'memory/stack/push/bias', true],
  ['memory/**', 'memory', true],
  ['memory/**/bias', 'memory/bias', true],
  ['controller/*/input*', 'controller/lstm/inputWeights', true],
  ['controller/*/input*', 'controller/layer-1/lstm/inputWeights', false],
  ['controller/layer-?/**', 'controller/layer-2/lstm/inputBias', true],
  ['controller/layer-?/**', 'controller/layer-12/lstm/inputBias', false],
  ['a.b', 'axb', false],
  ['a(b)+[c]', 'a(b)+[c]', true],
] as const)('the pattern %s and the path %s', (pattern, path, matches) => {
  expect(pathPattern(pattern)(path)).toBe(matches);
});

it.each<[ParameterSelection, boolean]>([
  [{}, false],
  [{ components: ['memory'] }, false],
  [{ components: ['memory', 'controller'] }, true],
  [{ paths: ['**/bias'] }, true],
  [{ components: ['memory'], paths: ['controller/**'] }, true],
  [{ components: ['controller'], except: ['**/bias'] }, false],
  [{ except: ['classifier/**'] }, false],
])('the selection %j and the bias of a controller', (selection, selected) => {
  const parameter = { path: 'controller/lstm/bias', component: 'controller', shape: [2] } as const;
  expect(parameterSelector(selection)(parameter)).toBe(selected);
});
