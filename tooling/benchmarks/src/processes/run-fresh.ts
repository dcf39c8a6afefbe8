import { spawnSync } from 'node:child_process';

/** A process that could not be started, failed, or printed no JSON. */
export class ProcessError extends Error {
  override readonly name = 'ProcessError';
  /** There is no such program. */
  readonly missing: boolean;

  constructor(message: string, missing = false) {
    super(message);
    this.missing = missing;
  }
}

/** One thread each, also for libraries that ask for the number of cores; and no compiled files beside Python scripts. */
const environment = {
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  // JAX sizes its pools by NPROC, and would look for other devices.
  NPROC: '1',
  JAX_PLATFORMS: 'cpu',
  PYTHONDONTWRITEBYTECODE: '1',
};

/**
 * Runs a program with one thread and waits.
 * @returns what the last line it prints says in JSON.
 * @throws ProcessError when that does not work; its message ends with the last line of the error output.
 */
export function runFresh(program: string, args: readonly string[]): unknown {
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    maxBuffer: 2 ** 26,
  });
  if (error !== undefined) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new ProcessError(missing ? `there is no program "${program}"` : error.message, missing);
  }
  if (status !== 0) throw new ProcessError(`ended with status ${status}: ${reasonIn(stderr)}`);
  try {
    return JSON.parse(lines(stdout).at(-1) ?? '');
  } catch {
    throw new ProcessError(`printed no JSON at its end but "${lines(stdout).at(-1) ?? ''}"`);
  }
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** Python puts the message of an error last, Node before the stack. */
function reasonIn(stderr: string): string {
  const all = lines(stderr);
  return all.find((line) => /^\w*Error\b.*:/.test(line)) ?? all.at(-1) ?? 'no message';
}
