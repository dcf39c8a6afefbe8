import cliProgress from 'cli-progress';
import pc from 'picocolors';
import type { Streams } from './streams.ts';

/** Shows how far long work has come. */
export interface Progress {
  /** @param done steps finished so far; @param status what is going on. */
  update(done: number, status: string): void;
  /** Something worth a line of its own. */
  note(line: string): void;
  /** May be called again. */
  stop(): void;
}

/**
 * A bar on a terminal. Elsewhere, in logs, plain lines: the notes, and the updates too if `everyUpdate` is set. Both go to
 * standard error, so that results can be piped.
 */
export function startProgress(options: {
  readonly streams: Streams;
  readonly total: number;
  readonly everyUpdate: boolean;
}): Progress {
  const { streams, total, everyUpdate } = options;
  const { stderr } = streams;
  if (stderr.isTTY !== true) {
    return {
      update: (_, status) => {
        if (everyUpdate) stderr.write(`${status}\n`);
      },
      note: (line) => stderr.write(`${line}\n`),
      stop: () => {},
    };
  }
  // A multi bar, because it is the kind that can write lines above itself.
  const bars = new cliProgress.MultiBar({
    stream: stderr,
    format: `${pc.cyan('{bar}')} {percentage}% ${pc.dim('{duration_formatted}')} {status}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 28,
    hideCursor: true,
    clearOnComplete: true,
  });
  let stopped = false;
  const bar = bars.create(total, 0, { status: '' });
  return {
    update: (done, status) => bar.update(done, { status }),
    note: (line) => bars.log(`${line}\n`),
    stop: () => {
      if (!stopped) bars.stop();
      stopped = true;
    },
  };
}
