import type { Memory } from '@pushdown/core';
import { comparedEngines, type ModelSuiteOptions } from './models/engines.ts';
import { modelRules } from './models/model-rules.ts';
import { alphabetSize, memorySubject } from './models/model-subject.ts';
import { ConformanceError } from './suite/conformance-error.ts';
import { metadataRule } from './suite/metadata.ts';
import { describeSubject, makerOf, type Subject } from './suite/subject.ts';
import { createSuite, type Suite, type SuiteOptions } from './suite/suite.ts';

/** What `memoryConformance` takes. */
export interface MemoryConformanceOptions extends Subject<'memory'>, ModelSuiteOptions, SuiteOptions {
  /** Size of the controller beside it; 4 by default, or where readings join the hidden state, theirs. */
  readonly controllerSize?: number;
}

/**
 * The rules of the slot `memory`, for one memory with one set of options: what it declares is what it returns; steps are
 * pure; a sequence is the iterated step; the empty string works; strings of a batch do not touch each other; nothing depends
 * on what comes later; gradients are those of finite differences; declared invariants hold; runs are deterministic;
 * options and parameters can be stored; every engine that is given computes the same and computes it itself. Then all of
 * it with the memory frozen, with the string in pieces, in a batch that goes on after the string has ended, and after a
 * checkpoint. What a memory declares (history tables, random inputs, actions, contents, where readings go) decides which
 * rules concern it.
 *
 * @throws ConformanceError when a rule to skip does not exist, or no controller size fits the memory; OptionError when the
 *   memory refuses its options.
 */
export function memoryConformance(options: MemoryConformanceOptions): Suite {
  const make = makerOf(options);
  const subject = memorySubject(make, {
    engines: comparedEngines(options),
    invariants: options.invariants ?? [],
    controllerSize: options.controllerSize ?? fittingSize(make()),
  });
  return createSuite(
    describeSubject(options),
    [metadataRule('memory', options), ...modelRules(subject, options)],
    options,
  );
}

const defaultSize = 4;
const largestSize = 64;

function fittingSize(memory: Memory): number {
  if (memory.joins !== 'hidden') return defaultSize;
  // Where sizes agree anyway, the usual one; else the one that the reading has.
  for (let size = defaultSize; size <= largestSize; size++)
    if (memory.readingSize(size, alphabetSize) === size) return size;
  for (let size = 1; size < defaultSize; size++) if (memory.readingSize(size, alphabetSize) === size) return size;
  throw new ConformanceError(
    `memory ${memory.name}: readings that join the hidden state need a controller of their size, and none up to ${largestSize} has it; give controllerSize`,
  );
}
