/** An error as data, for it has to travel from a worker, where its class would be lost. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
}

export function toFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  return { name: error.name, message: error.message, stack: error.stack };
}
