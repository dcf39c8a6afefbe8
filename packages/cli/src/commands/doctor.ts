import type { Engine } from '@pushdown/core';
import { defineRecurrence, square, sum, type Tensor } from '@pushdown/tensors';
import type { Command } from 'commander';
import pc from 'picocolors';
import { resolvePlugin } from '../files/load-plugin.ts';
import { createCommandLab } from '../lab/create.ts';
import { writeResult } from '../output/result.ts';
import type { Streams } from '../output/streams.ts';
import { optionsOf } from './shared.ts';

interface Examined {
  readonly name: string;
  readonly works: boolean;
  /** Of an engine that works: what it is. Of another one: why it does not work, and what would help. */
  readonly description: string;
}

/** `pushdown doctor`: which engines work on this machine, tried out. */
export function addDoctorCommand(program: Command, streams: Streams): void {
  program
    .command('doctor')
    .description('try which engines work here; say why others do not, and what would help')
    .action(async (_options: unknown, command: Command) => {
      const { json, plugin } = optionsOf(command);
      const lab = await createCommandLab(plugin.map((name) => resolvePlugin(name, process.cwd())));
      const engines: Examined[] = [];
      for (const { contributionName: name, description } of lab.list('engine')) {
        const problem = await examine(() => lab.create('engine', name));
        engines.push({ name, works: problem === undefined, description: problem ?? description });
      }
      const machine = { node: process.versions.node, platform: `${process.platform}-${process.arch}` };
      writeResult(streams, json, { ...machine, engines }, () => {
        const width = Math.max(...engines.map(({ name }) => name.length));
        return [
          `Node ${machine.node} on ${machine.platform}`,
          ...engines.map(({ name, works, description }) => {
            const verdict = works ? pc.green('works') : pc.red('fails');
            return `  ${name.padEnd(width)}  ${verdict}  ${description}`;
          }),
        ].join('\n');
      });
    });
}

/** Loads an engine and lets it differentiate something whose derivative is known. @returns what is wrong with it. */
async function examine(create: () => Engine): Promise<string | undefined> {
  try {
    const engine = create();
    await engine.load?.();
    const execution = engine.prepare(sumOfSquares, { trainable: ['weights'] });
    execution.writeParameter('weights', [1, -2, 3]);
    const { loss, gradients } = execution.gradients({ steps: 2, inputs: {} });
    execution.dispose();
    const found = [loss, ...(gradients.weights ?? [])];
    const expected = [28, 4, -8, 12];
    return found.join() === expected.join() ? undefined : `computes ${found} instead of ${expected}`;
  } catch (error) {
    return (error as Error).message;
  }
}

const sumOfSquares = defineRecurrence({
  name: 'sum of squares',
  parameters: { weights: [3] },
  inputs: {},
  initial: () => ({ carry: {} }),
  step: ({ parameters }) => ({ carry: {}, outputs: { loss: sum(square(parameters.weights as Tensor)) } }),
});
