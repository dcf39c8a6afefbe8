import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { type Column, formatRows } from '../output/rows.ts';
import { comparePeers } from '../peers/compare.ts';
import { peers } from '../peers/peer.ts';
import type { PeerRow } from '../peers/peer-row.ts';
import { type PeerModel, peerModels } from '../peers/problem.ts';
import { addCommonOptions, type CommonOptions, formatOf, positiveInteger } from './options.ts';

const columns: readonly Column<PeerRow>[] = [
  { title: 'model', of: ({ model }) => model },
  { title: 'length', of: ({ length }) => length },
  { title: 'who', of: ({ peer }) => peer },
  { title: 'version', of: ({ version }) => version },
  { title: 'ms a step', of: ({ msPerStep }) => msPerStep, digits: 3 },
  { title: 'ours / peer', of: ({ ratio }) => ratio, digits: 3 },
  { title: 'CPU ms a step', of: ({ cpuMsPerStep }) => cpuMsPerStep, digits: 3 },
  { title: 'ours / peer, CPU', of: ({ cpuRatio }) => cpuRatio, digits: 3 },
  { title: 'compiling, ms', of: ({ compileMs }) => compileMs },
  { title: 'first step, ms', of: ({ firstStepMs }) => firstStepMs },
  { title: 'peak memory, MB', of: ({ peakMemoryMB }) => peakMemoryMB },
  { title: 'remark', of: remarkOn },
];

interface Options extends CommonOptions {
  readonly model?: PeerModel;
  readonly length: number;
  readonly batch: number;
  readonly peer?: readonly string[];
  readonly python: string;
  readonly peerModules: string;
}

const meanings = `
Every peer starts from our initial parameters and our batch, and its first losses must be ours (to 1e-4, relative).
A peer that is not installed is named as not measured. The exit code is 1 only where a peer fails or its losses differ.
  ratio        our time of a step divided by the peer's, median over pairs measured in one round: below 1 we are faster
  cpuMsPerStep processor time of a step, of all threads; cpuRatio is the ratio of these times. On a busy machine look at
               this one: other processes interrupt long steps more often than short ones
  compileMs    from the traced step to its code; null where nothing is compiled or it cannot be told apart from the rest
  firstStepMs  from before the model is made to the end of its first step`;

export function peersCommand(): Command {
  const command = new Command('peers')
    .description('our training step beside the same step in other libraries, by turns, on one thread')
    .addOption(new Option('--model <name>', 'only this model').choices(Object.keys(peerModels)))
    .option('--length <n>', 'symbols of a string', positiveInteger, 40)
    .option('--batch <n>', 'strings of a batch', positiveInteger, 10)
    .addOption(new Option('--peer <names...>', 'only these peers').choices(peers.map(({ name }) => name)))
    .addOption(new Option('--python <path>', 'Python interpreter').env('PUSHDOWN_PYTHON').default('python3'))
    .option('--peer-modules <folder>', 'folder whose node_modules has the JavaScript peers', '.')
    .addHelpText('after', meanings);
  return addCommonOptions(command, { runs: 5, seconds: 1 }).action((options: Options) => {
    const { model, length, batch, peer, python, peerModules, runs, seconds } = options;
    const chosen = peers.filter(({ name }) => peer === undefined || peer.includes(name));
    const rows = (model === undefined ? (Object.keys(peerModels) as PeerModel[]) : [model]).flatMap((name) =>
      comparePeers(chosen, { model: name, length, batch, python, modules: resolve(peerModules), runs, seconds }),
    );
    process.stdout.write(formatRows(rows, columns, formatOf(options)));
    if (rows.some(({ error }) => error !== null)) process.exitCode = 1;
  });
}

/** Why there are no numbers, for a table; JSON has its two reasons under keys of their own. */
function remarkOn({ notMeasured, error }: PeerRow): string | null {
  if (error !== null) return `error: ${error}`;
  return notMeasured === null ? null : `not measured: ${notMeasured}`;
}
