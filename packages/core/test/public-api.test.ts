import * as core from '@pushdown/core';
import { expect, test } from 'vitest';

test('exports exactly this', () => {
  expect(Object.keys(core).sort()).toEqual([
    'ModelError',
    'OptionError',
    'PluginError',
    'SafetensorsError',
    'apiVersion',
    'constant',
    'createLab',
    'createRecurrentModel',
    'createSession',
    'decodeParameters',
    'decodeSafetensors',
    'defineContribution',
    'defineController',
    'defineEngine',
    'defineEvaluation',
    'defineFreezeStrategy',
    'defineLanguage',
    'defineMemory',
    'defineOptimizer',
    'definePlugin',
    'encodeParameters',
    'encodeSafetensors',
    'evaluateModel',
    'linearLayer',
    'randomStream',
    'referenceEngine',
    'restoreStream',
    'runOf',
    'slotNames',
    'uniform',
    'validateOptions',
    'xavierUniform',
  ]);
});
