import { createSession, restoreStream, type Session } from '@pushdown/core';
import type { Values } from '@pushdown/tensors';
import { updateWithFrozenEntries } from '../optimizers/frozen-entries.ts';
import { updateOf } from '../optimizers/update.ts';
import { type EpochReport, type EpochResult, scoreOf } from './epoch-result.ts';
import { bestOf, decayedRate, progressAfter, reasonToStop } from './finished-epochs.ts';
import { describeFrozen, type FrozenParts, frozenParts, sameFrozenParts } from './frozen-parts.ts';
import { countUnits, isStreams, learn, type Unit, unitsOf } from './material.ts';
import { isFiniteState, NonFiniteError } from './non-finite.ts';
import { rateFactor } from './rate-factors.ts';
import { nothingDone, type PartialEpoch, type TrainingState } from './state.ts';
import type { StateKeeper } from './state-keeper.ts';
import type { TrainingOptions, TrainingOutcome } from './train.ts';
import { validate } from './validate.ts';

/** Milliseconds. A pause takes one or more of them, in which nothing is computed, so that few steps may have one. */
const betweenPauses = 50;

/**
 * Trains from a state until the end.
 * @param keeper gets a new state after every epoch and whenever one is due; its values are copies.
 * @throws NonFiniteError when numbers stop being finite; nothing is kept of what came after the last state.
 */
export async function trainFrom(
  start: TrainingState,
  options: TrainingOptions,
  keeper: StateKeeper,
): Promise<TrainingOutcome> {
  const { model, engine, protocol, signal, admissible } = options;
  const random = restoreStream(start.shuffle);
  const noise = start.noise === undefined ? undefined : restoreStream(start.noise);
  const update = updateOf(protocol.optimizer, protocol.clipNorm, protocol.clipValue);
  const epochs: EpochResult[] = [...start.epochs];
  let { best, updates, shuffle, carry } = start;
  const steps = countUnits(options.training);
  const capacity = isStreams(options.training) ? (options.training.capacity ?? options.training.steps) : undefined;
  let partial: PartialEpoch = start.partial;
  let session: Session | undefined;
  let kept = start;
  let pausedAt = performance.now();

  const aborted = (): boolean => signal?.aborted === true;
  const parameters = (): Readonly<Record<string, Values>> => session?.parameters() ?? start.parameters;
  const fail = (what: string, step: number, learningRate: number): never => {
    throw new NonFiniteError(what, { epoch: epochs.length + 1, step, learningRate }, parameters(), kept);
  };

  /** What is frozen in the epoch after some others. */
  const frozenAfter = (finishedEpochs: readonly EpochResult[]): FrozenParts =>
    frozenParts(options.freeze, model.parameters, progressAfter(finishedEpochs));

  /** The session for the next epoch. */
  function sessionFor(frozen: FrozenParts): Session {
    // A change of what is frozen starts the optimizer's memory anew: it belongs to the parameters that were trained.
    const continued =
      partial.batches > 0 || epochs.length === 0 || sameFrozenParts(frozen, frozenAfter(epochs.slice(0, -1)));
    if (session !== undefined && continued) return session;
    const from = parameters();
    session?.dispose();
    if (!continued) updates = 0;
    return createSession({
      model,
      engine,
      parameters: from,
      trainable: model.parameters.map(({ path }) => path).filter((path) => !frozen.paths.includes(path)),
      ...updateWithFrozenEntries(update, frozen.entries, continued ? start.slots : {}),
      ...(admissible === undefined ? {} : { admissible }),
      ...(noise === undefined ? {} : { noise }),
    });
  }

  /** A finite loss may already have led to parameters that are not. */
  function requireFinite(running: Session, step: number, learningRate: number): void {
    if (!isFiniteState({ parameters: running.parameters(), slots: running.slots() }))
      fail('the parameters became NaN or infinite', step, learningRate);
  }

  async function keepState(running: Session): Promise<void> {
    const state: TrainingState = {
      epochs: [...epochs],
      partial,
      parameters: running.parameters(),
      best,
      updates,
      slots: running.slots(),
      shuffle,
      noise: noise?.state(),
      carry,
      rateFactor: start.rateFactor,
      engine: running.engine,
    };
    await keeper.keep(state);
    kept = state;
  }

  /**
   * The rest of one pass.
   * @param rateAt the learning rate when a share of the pass is done. @returns the loss per position.
   */
  async function trainEpoch(
    running: Session,
    units: readonly Unit[],
    rateAt: (share: number) => number,
  ): Promise<number> {
    for (const [index, unit] of units.entries()) {
      if (index < partial.batches) continue;
      if (aborted()) break;
      const learningRate = rateAt(index / steps);
      const learned = learn(running, unit, { learningRate, step: ++updates }, { carry, capacity });
      if (!Number.isFinite(learned.loss)) fail(`the loss became ${learned.loss}`, index + 1, learningRate);
      carry = learned.carry;
      partial = {
        batches: index + 1,
        loss: partial.loss + learned.total,
        positions: partial.positions + learned.positions,
      };
      // After the last unit the state is kept anyway, once the epoch has been validated.
      if (index + 1 < steps && keeper.isDue(epochs.length * steps + index + 1)) {
        requireFinite(running, index + 1, learningRate);
        await keepState(running);
      }
      // Lets the process answer signals and draw progress between steps.
      if (performance.now() - pausedAt >= betweenPauses) {
        await new Promise((resolve) => setTimeout(resolve));
        pausedAt = performance.now();
      }
    }
    return partial.loss / partial.positions;
  }

  try {
    while (reasonToStop(protocol, epochs) === undefined && !aborted()) {
      const started = performance.now();
      const frozen = frozenAfter(epochs);
      session = sessionFor(frozen);
      const base = decayedRate(protocol, epochs);
      const time = epochs.length;
      const rateAt = (share: number): number =>
        base * rateFactor(protocol.schedule ?? [], time + share) * start.rateFactor;
      const learningRate = rateAt(0);
      const trainingLoss = await trainEpoch(
        session,
        unitsOf(options.training, random, protocol.curriculum, time),
        rateAt,
      );
      if (aborted()) break;

      requireFinite(session, steps, learningRate);
      const validation = validate(session, options.validation);
      if (Number.isNaN(validation.validationLoss)) fail('the validation loss became NaN', steps, learningRate);
      const score = scoreOf(validation);
      const before = bestOf(epochs);
      const improved = before === undefined || score < scoreOf(before);
      if (improved) best = session.parameters();
      const result: EpochResult = {
        epoch: epochs.length + 1,
        trainingLoss,
        ...validation,
        learningRate,
        improved,
        ...describeFrozen(frozen),
      };
      epochs.push(result);
      if (protocol.decay.restoreBest === true && best !== undefined && decayedRate(protocol, epochs) < base)
        session.load(best);
      partial = nothingDone;
      carry = undefined;
      shuffle = random.state();
      const report: EpochReport = { ...result, seconds: (performance.now() - started) / 1000 };
      options.onEpoch?.(report);
      await keepState(session);
    }
    return {
      parameters: best ?? parameters(),
      bestEpoch: bestOf(epochs)?.epoch ?? 0,
      epochs,
      stopped: reasonToStop(protocol, epochs) ?? 'aborted',
      engine: session?.engine ?? start.engine,
    };
  } finally {
    session?.dispose();
  }
}
