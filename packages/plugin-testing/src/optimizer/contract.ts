import type { Optimizer } from '@pushdown/core';
import { formatGraph, traceUpdate, type Update } from '@pushdown/tensors';
import { shapes, updateBy } from './trial.ts';

/** What is wrong with the slots that are declared, and with what an update returns. */
export function contractProblems(optimizer: Optimizer): string[] {
  const { slots } = optimizer;
  const twice = slots.find((slot, index) => slots.indexOf(slot) < index);
  const problems = [
    ...(slots.includes('') ? ['a slot has no name'] : []),
    ...(twice === undefined ? [] : [`two slots are called "${twice}"`]),
  ];
  const undeclared = new Set<string>();
  const watched: Optimizer = {
    ...optimizer,
    update(context) {
      const next = optimizer.update(context);
      for (const slot of Object.keys(next.slots)) if (!slots.includes(slot)) undeclared.add(slot);
      return next;
    },
  };
  traced(watched);
  return [...problems, ...[...undeclared].map((slot) => `it returns the slot "${slot}", which it does not declare`)];
}

/** Other updates at every call, and changes to what an update is given. */
export function purityProblems(optimizer: Optimizer): string[] {
  const [first, second] = [traced(optimizer), traced(optimizer)].map(describe);
  const problems = first === second ? [] : ['two traces are different updates: it keeps something between calls'];
  const guarded: Optimizer = {
    ...optimizer,
    update: (context) => optimizer.update(Object.freeze({ ...context, slots: Object.freeze(context.slots) })),
  };
  try {
    traced(guarded);
  } catch (error) {
    problems.push(`it changes what it is given: ${error instanceof Error ? error.message : String(error)}`);
  }
  return problems;
}

function traced(optimizer: Optimizer): Update {
  return traceUpdate(updateBy(optimizer), shapes);
}

function describe({ next }: Update): string {
  return [next.parameters, ...Object.values(next.slots)].map((results) => formatGraph(results)).join('\n');
}
