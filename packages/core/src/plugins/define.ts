import type { Tensors } from '@pushdown/tensors';
import type { Controller } from '../contracts/controller.ts';
import type { Corpus } from '../contracts/corpus.ts';
import type { Engine } from '../contracts/engine.ts';
import type { Evaluation, SetEvaluation } from '../contracts/evaluation.ts';
import type { FreezeStrategy } from '../contracts/freeze-strategy.ts';
import type { Language } from '../contracts/language.ts';
import type { Memory } from '../contracts/memory.ts';
import type { Optimizer } from '../contracts/optimizer.ts';
import type { ParameterTree } from '../contracts/parameters.ts';
import type { Transduction } from '../contracts/transduction.ts';
import {
  type Contribution,
  type ContributionDefinition,
  defineContribution,
  type SlotName,
  type Slots,
} from './contribution.ts';

/** What the define functions below take: a contribution without its kind. */
export type Definition<K extends SlotName, Input, Options, Made extends Slots[K] = Slots[K]> = Omit<
  ContributionDefinition<K, Input, Options, Made>,
  'kind'
>;

/**
 * A contribution that makes controllers (recurrent cells).
 * @throws PluginError when the name is not usable.
 */
export function defineController<Input, Options, P extends ParameterTree, S extends Tensors>(
  definition: Definition<'controller', Input, Options, Controller<P, S>>,
): Contribution<'controller', Input, Controller<P, S>> {
  return defineContribution({ kind: 'controller', ...definition });
}

/** A contribution that makes memories: stacks, queues, tapes. @throws PluginError when the name is not usable. */
export function defineMemory<Input, Options, P extends ParameterTree, S extends Tensors>(
  definition: Definition<'memory', Input, Options, Memory<P, S>>,
): Contribution<'memory', Input, Memory<P, S>> {
  return defineContribution({ kind: 'memory', ...definition });
}

/** A contribution that makes formal languages. @throws PluginError when the name is not usable. */
export function defineLanguage<Input, Options>(
  definition: Definition<'language', Input, Options>,
): Contribution<'language', Input, Language> {
  return defineContribution({ kind: 'language', ...definition });
}

/** A contribution that makes input–output tasks. @throws PluginError when the name is not usable. */
export function defineTransduction<Input, Options>(
  definition: Definition<'transduction', Input, Options>,
): Contribution<'transduction', Input, Transduction> {
  return defineContribution({ kind: 'transduction', ...definition });
}

/** A contribution that makes corpora. @throws PluginError when the name is not usable. */
export function defineCorpus<Input, Options>(
  definition: Definition<'corpus', Input, Options>,
): Contribution<'corpus', Input, Corpus> {
  return defineContribution({ kind: 'corpus', ...definition });
}

/** A contribution that makes freezing strategies. @throws PluginError when the name is not usable. */
export function defineFreezeStrategy<Input, Options>(
  definition: Definition<'freeze-strategy', Input, Options>,
): Contribution<'freeze-strategy', Input, FreezeStrategy> {
  return defineContribution({ kind: 'freeze-strategy', ...definition });
}

/** A contribution that makes evaluations. @throws PluginError when the name is not usable. */
export function defineEvaluation<Input, Options, Made extends Evaluation | SetEvaluation>(
  definition: Definition<'evaluation', Input, Options, Made>,
): Contribution<'evaluation', Input, Made> {
  return defineContribution({ kind: 'evaluation', ...definition });
}

/** A contribution that makes optimizers. @throws PluginError when the name is not usable. */
export function defineOptimizer<Input, Options>(
  definition: Definition<'optimizer', Input, Options>,
): Contribution<'optimizer', Input, Optimizer> {
  return defineContribution({ kind: 'optimizer', ...definition });
}

/** A contribution that makes engines. @throws PluginError when the name is not usable. */
export function defineEngine<Input, Options>(
  definition: Definition<'engine', Input, Options>,
): Contribution<'engine', Input, Engine> {
  return defineContribution({ kind: 'engine', ...definition });
}
