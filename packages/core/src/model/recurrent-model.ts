import {
  checkReturned,
  concat,
  defineRecurrence,
  gather,
  linear,
  mul,
  oneHot,
  type Recurrence,
  sum,
  type Tensor,
  type Tensors,
} from '@pushdown/tensors';
import type { Controller } from '../contracts/controller.ts';
import { type Initializer, uniform } from '../contracts/initializer.ts';
import { linearLayer } from '../contracts/layers.ts';
import type { Memory, MemorySizes } from '../contracts/memory.ts';
import { flattenParameters, type ModelParameter, type ParameterTree, tensorsOf } from '../contracts/parameters.ts';
import { mapValues } from '../plain.ts';
import type { RandomStream } from '../random/streams.ts';
import {
  checkDropout,
  type Dropout,
  type DropoutMask,
  dropoutMasks,
  inputMask,
  outputMask,
  recurrentMask,
} from './dropout.ts';
import { keepEnded, silenceEnded } from './ended-strings.ts';
import { ModelError } from './errors.ts';
import { type LossName, losses } from './losses.ts';

/** Values of all parameters by path, row-major. */
export type ParameterValues = Readonly<Record<string, Float64Array>>;

/** Options of `createRecurrentModel`. */
export interface RecurrentModelOptions {
  /** Number of input symbols. */
  readonly alphabetSize: number;
  /** One cell, or several stacked ones: each gets the output of the one before. */
  readonly controller: Controller | readonly Controller[];
  readonly memory?: Memory;
  /** Symbols enter as one-hot vectors, or as learned vectors of this size. */
  readonly embedding?: 'one-hot' | { readonly size: number; readonly initialize?: Initializer };
  /**
   * `string`: each of a string's symbols and then its end are predicted, the first symbol from h_0 (DuSell & Chiang 2023).
   * `stream`: the next symbol is predicted after each symbol; there is no end and no prediction before the first one.
   */
  readonly predict?: 'string' | 'stream';
  /**
   * What the classifier learns, summed over the positions of a string, mean over the batch; cross-entropy by default. With
   * `cross-entropy` it predicts the next symbol. With `mean-squared-error` or `binary-cross-entropy` it predicts the set of
   * symbols that may come next (k-hot, Suzgun et al. 2019): to each symbol, for strings also to their end, it gives an
   * output σ(logit), which admits the symbol when it is above ½.
   */
  readonly loss?: LossName;
  /** What training drops; nothing by default. */
  readonly dropout?: Dropout | undefined;
}

/**
 * A recurrent network with or without a memory, for predicting symbols.
 *
 * Time goes as in DuSell & Chiang (2023): the controller's input is [x_t ; r_{t−1}], the classifier reads h_t for
 * t = 0, …, n, and the memory moves after h_t is known. A memory that `joins` the hidden state has r_{t−1} added to
 * h_{t−1} of the top controller instead, and its input is x_t.
 */
export interface RecurrentModel {
  readonly alphabetSize: number;
  /** Number of symbols the classifier tells apart: the alphabet and, for strings, the end. */
  readonly outputSize: number;
  readonly predict: 'string' | 'stream';
  readonly loss: LossName;
  /** What is predicted at a position: one symbol, or the set of symbols that may come. */
  readonly targets: 'symbol' | 'set';
  /** What the memory says about itself; undefined if the model has none. */
  readonly memory: Pick<Memory, 'name' | 'contents' | 'tables'> | undefined;
  /** Every parameter in a stable order. */
  readonly parameters: readonly ModelParameter[];
  /** Number of numbers to learn. */
  readonly parameterCount: number;
  /** Shapes of the inputs that have to be filled with random numbers, uniform on [0, 1); see `noiseInputs`. */
  noise(batchSize: number): Readonly<Record<string, readonly number[]>>;
  /** Inputs that are masks of dropout; see `noiseInputs`. */
  dropout(batchSize: number): Readonly<Record<string, DropoutMask>>;
  /** Random initial values. Each parameter draws from the stream in order. */
  initialize(random: RandomStream): ParameterValues;
  /**
   * The network as a recurrence for a batch of B strings.
   *
   * Inputs: `symbols` int [B], `targets` (int [B], or for sets float [B, outputSize] of 0 and 1), those of `noise` and
   * `dropout`, and for unequal lengths `present` bool [B]. Outputs: `loss` (scalar, mean over the batch), `logits` [B, outputSize], `reading`,
   * `hidden` and `actions/…` as the memory names them (these three after each symbol only), and
   *
   * - of a model of symbols `nats` [B] (−ln p of the target) and `predicted` [B] (the most probable symbol);
   * - of a model of sets `losses` [B], `admitted` [B, outputSize] (1 for symbols that it expects, else 0) and `right` [B]
   *   (1 where it admits exactly the target).
   */
  recurrence(batchSize: number, options?: RecurrenceOptions): Recurrence;
}

/** Which recurrence is made of a model; without options, that for strings of one length. */
export interface RecurrenceOptions {
  /**
   * Strings of one batch may end at different times: the input `present` bool [B] tells which of them have a symbol at a
   * step. Those that have ended keep their states; what is compared with targets is 0 for them, but `predicted` −1, and
   * all other outputs say nothing about them. It costs some time, so that batches of one length do better without it.
   */
  readonly unequalLengths?: boolean;
  /** The loss is multiplied by the setting `lossWeight`, such as 1 / steps for a mean over time. */
  readonly weightedLoss?: boolean;
}

interface Part {
  readonly prefix: string;
  readonly tree: ParameterTree;
}

/**
 * Puts a model together.
 * @throws ModelError when sizes make no sense, TensorError (from `recurrence`) when a step does not fit its declarations.
 */
export function createRecurrentModel(options: RecurrentModelOptions): RecurrentModel {
  const { alphabetSize, memory, embedding = 'one-hot', predict = 'string', loss = 'cross-entropy' } = options;
  const { dropout: dropped = {} } = options;
  const controllers = [options.controller].flat() as readonly Controller[];
  const top = controllers.at(-1);
  if (top === undefined) throw new ModelError('a model needs at least one controller');
  if (!Number.isInteger(alphabetSize) || alphabetSize < 1)
    throw new ModelError(`the alphabet needs at least one symbol, not ${alphabetSize}`);
  if (embedding !== 'one-hot' && !(Number.isInteger(embedding.size) && embedding.size >= 1))
    throw new ModelError(`embedding vectors need at least one element, not ${embedding.size}`);
  if (!Object.hasOwn(losses, loss))
    throw new ModelError(`there is no loss "${loss}" (known: ${Object.keys(losses).join(', ')})`);
  checkDropout(dropped);
  const deaf = controllers.find(({ dropsRecurrent = false }) => !dropsRecurrent);
  if ((dropped.recurrent ?? 0) > 0 && deaf !== undefined)
    throw new ModelError(`the controller "${deaf.name}" has no recurrent dropout`);
  const { targets } = losses[loss];
  const outputSize = predict === 'string' ? alphabetSize + 1 : alphabetSize;
  const embeddingSize = embedding === 'one-hot' ? alphabetSize : embedding.size;
  const readingSize = memory?.readingSize(top.size, embeddingSize) ?? 0;
  const addReading = memory?.joins === 'hidden' ? additionOf(memory, readingSize, top) : undefined;
  const joinedSize = embeddingSize + (addReading === undefined ? readingSize : 0);

  const layers = controllers.map((controller, index) => {
    const inputSize = index === 0 ? joinedSize : (controllers[index - 1] as Controller).size;
    const place = controllers.length === 1 ? 'controller' : `controller/layer-${index + 1}`;
    return { controller, prefix: `${place}/${controller.name}`, tree: controller.parameters(inputSize) };
  });
  const memoryPart: Part = {
    prefix: `memory/${memory?.name}`,
    tree: memory?.parameters(top.size, embeddingSize) ?? {},
  };
  const classifierPart = { prefix: 'classifier', tree: linearLayer(top.size, outputSize) };
  const embeddingPart: Part = {
    prefix: 'embedding',
    tree:
      embedding === 'one-hot'
        ? {}
        : { vectors: { shape: [alphabetSize, embedding.size], initialize: embedding.initialize ?? uniform(0.1) } },
  };
  const parameters = [
    ...flattenParameters(embeddingPart.prefix, 'embedding', embeddingPart.tree),
    ...layers.flatMap(({ prefix, tree }) => flattenParameters(prefix, 'controller', tree)),
    ...flattenParameters(memoryPart.prefix, 'memory', memoryPart.tree),
    ...flattenParameters(classifierPart.prefix, 'classifier', classifierPart.tree),
  ];

  const memorySizesOf = (batchSize: number): MemorySizes => ({
    batchSize,
    controllerSize: top.size,
    symbolSize: embeddingSize,
  });
  const noise = (batchSize: number) => prefixed('noise', memory?.noise?.(memorySizesOf(batchSize)) ?? {});

  const dropout = (batchSize: number): Readonly<Record<string, DropoutMask>> =>
    dropoutMasks(dropped, {
      batchSize,
      symbolSize: embeddingSize,
      cells: controllers.map(({ size }) => size),
      classifiesInitial: predict === 'string',
    });

  function recurrence(
    batchSize: number,
    { unequalLengths = false, weightedLoss = false }: RecurrenceOptions = {},
  ): Recurrence {
    const embed = (symbols: Tensor, all: Tensors): Tensor =>
      embedding === 'one-hot' ? oneHot(symbols, alphabetSize) : gather(all['embedding/vectors'] as Tensor, symbols);

    const classify = (hidden: Tensor, { targets, present }: Tensors, all: Tensors, settings: Tensors): Tensors => {
      const logits = linear(hidden, tensorsOf(classifierPart.prefix, classifierPart.tree, all));
      const compared: Tensors = losses[loss].compare(logits, targets as Tensor);
      const outputs =
        present === undefined ? compared : silenceEnded(present, compared, (name) => (name === 'predicted' ? -1 : 0));
      const costs = (outputs.nats ?? outputs.losses) as Tensor;
      const total = mul(sum(costs), 1 / batchSize);
      return { loss: weightedLoss ? mul(total, settings.lossWeight as Tensor) : total, ...outputs, logits };
    };

    const memorySizes = memorySizesOf(batchSize);
    const noiseShapes = noise(batchSize);
    return defineRecurrence({
      name: [...controllers.map(({ name }) => name), memory?.name].filter((name) => name !== undefined).join(' + '),
      batchSize,
      parameters: Object.fromEntries(parameters.map(({ path, shape }) => [path, shape])),
      inputs: {
        symbols: { shape: [batchSize], dtype: 'int' },
        targets: {
          ...(targets === 'symbol'
            ? { shape: [batchSize], dtype: 'int' as const }
            : { shape: [batchSize, outputSize], dtype: 'float' as const }),
          initial: predict === 'string',
        },
        // Not read by `initial`: every string, an empty one too, has a prediction from h_0.
        ...(unequalLengths ? { present: { shape: [batchSize], dtype: 'bool' } as const } : {}),
        ...mapValues(noiseShapes, (shape) => ({ shape, dtype: 'float' as const })),
        ...mapValues(dropout(batchSize), ({ shape, initial }) => ({ shape, dtype: 'float' as const, initial })),
      },
      ...(weightedLoss ? { settings: ['lossWeight'] } : {}),
      ...(memory?.tables === undefined ? {} : { tables: memory.tables(memorySizes) }),

      initial({ parameters: all, inputs, settings }) {
        const starts = layers.map(({ controller, prefix, tree }) =>
          checkReturned(
            `controller ${controller.name}: initialState`,
            controller.initialState({ parameters: tensorsOf(prefix, tree, all), batchSize }),
            '{ state, output }',
          ),
        );
        const start =
          memory &&
          checkReturned(
            `memory ${memory.name}: initialState`,
            memory.initialState({ parameters: tensorsOf(memoryPart.prefix, memoryPart.tree, all), ...memorySizes }),
            '{ state, reading }',
          );
        const carry = joinStates(
          starts.map(({ state }) => state),
          start?.state,
          start?.reading,
        );
        if (predict === 'stream') return { carry };
        const hidden = masked(starts.at(-1)?.output as Tensor, inputs[outputMask(layers.length - 1)]);
        return { carry, outputs: classify(hidden, inputs, all, settings) };
      },

      step({ parameters: all, inputs, settings, carry, tables }) {
        const symbol = embed(inputs.symbols as Tensor, all);
        const joinsInput = memory !== undefined && addReading === undefined;
        const shown = masked(symbol, inputs[inputMask]);
        let signal = joinsInput ? concat([shown, carry.reading as Tensor], 1) : shown;
        let hidden = signal;
        const states = layers.map(({ controller, prefix, tree }, index) => {
          const own = under(carry, layerKey(index));
          const isTop = index === layers.length - 1;
          const state = isTop && addReading !== undefined ? addReading(own, carry.reading as Tensor) : own;
          const next = checkReturned(
            `controller ${controller.name}: step`,
            controller.step({
              parameters: tensorsOf(prefix, tree, all),
              input: signal,
              state,
              recurrentMask: inputs[recurrentMask(index)],
            }),
            '{ state, output }',
          );
          hidden = next.output;
          signal = masked(hidden, inputs[outputMask(index)]);
          return next.state;
        });
        const outputs = { ...classify(signal, inputs, all, settings), hidden };
        const keep = (next: Tensors): Tensors =>
          inputs.present === undefined ? next : keepEnded(inputs.present, carry, next);
        if (memory === undefined) return { carry: keep(joinStates(states, undefined, undefined)), outputs };
        const moved = checkReturned(
          `memory ${memory.name}: step`,
          memory.step({
            parameters: tensorsOf(memoryPart.prefix, memoryPart.tree, all),
            hidden,
            symbol,
            state: under(carry, 'memory'),
            tables,
            noise: under(inputs, 'noise'),
          }),
          '{ state, reading }',
        );
        return {
          carry: keep(joinStates(states, moved.state, moved.reading)),
          outputs: { ...outputs, reading: moved.reading, ...prefixed('actions', moved.actions ?? {}) },
          entries: moved.entries ?? {},
        };
      },
    });
  }

  return {
    alphabetSize,
    outputSize,
    predict,
    loss,
    targets,
    memory,
    parameters,
    parameterCount: parameters.reduce(
      (total, { shape }) => total + shape.reduce((product, size) => product * size, 1),
      0,
    ),
    noise,
    dropout,
    initialize: (random) =>
      Object.fromEntries(parameters.map(({ path, shape, initialize }) => [path, initialize.sample(shape, random)])),
    recurrence,
  };
}

/**
 * How a reading is added to the state of the top controller.
 * @throws ModelError when that controller has no way for it, or the sizes differ.
 */
function additionOf(
  memory: Memory,
  readingSize: number,
  top: Controller,
): (state: Tensors, reading: Tensor) => Tensors {
  const { addToHidden } = top;
  if (addToHidden === undefined) {
    throw new ModelError(
      `the memory "${memory.name}" adds its reading to the hidden state, which the controller "${top.name}" has no way for`,
    );
  }
  if (readingSize !== top.size) {
    throw new ModelError(
      `the memory "${memory.name}" adds readings of size ${readingSize} to a hidden state of size ${top.size}`,
    );
  }
  return (state, reading) => addToHidden.call(top, state, reading);
}

function masked(tensor: Tensor, mask: Tensor | undefined): Tensor {
  return mask === undefined ? tensor : mul(tensor, mask);
}

function layerKey(index: number): string {
  return `layer-${index + 1}`;
}

function prefixed<T>(prefix: string, record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [`${prefix}/${name}`, value]));
}

/** The tensors under a prefix, with the prefix taken off. */
function under(carry: Tensors, prefix: string): Tensors {
  return Object.fromEntries(
    Object.entries(carry)
      .filter(([name]) => name.startsWith(`${prefix}/`))
      .map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]),
  );
}

function joinStates(layers: readonly Tensors[], memory: Tensors | undefined, reading: Tensor | undefined): Tensors {
  return {
    ...Object.assign({}, ...layers.map((state, index) => prefixed(layerKey(index), state))),
    ...prefixed('memory', memory ?? {}),
    ...(reading === undefined ? {} : { reading }),
  };
}
