/** What the exit code of the command says. */
export const exitCodes = {
  success: 0,
  /** A run failed, such as by a step whose shapes do not fit or a loss that is not finite. */
  runFailed: 1,
  /** The command line, a configuration, a plugin or a file is at fault. */
  usage: 2,
  /** Files could not be written; what was written before is whole. */
  storage: 3,
  interrupted: 130,
} as const;

/** One of the numbers of `exitCodes`. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** For `--help`. */
export const exitCodesHelp: string = `
Exit codes:
  0    success
  1    a run failed
  2    bad usage or configuration: options, plugins, missing files
  3    files could not be written: full disk, read-only folder
  130  interrupted`;
