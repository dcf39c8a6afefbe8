import { cancel, select, text } from '@clack/prompts';
import { ScaffoldError } from './errors.ts';
import { type Kind, kinds } from './kinds.ts';

/** What may come from the command line, or else is asked for. */
export interface Answers {
  readonly folder: string;
  readonly kind: Kind;
}

/**
 * Asks on the terminal for what the command line did not say.
 * @throws ScaffoldError when there is nobody to ask, or the answer is to stop.
 */
export async function askFor(given: Partial<Answers>, isTerminal: boolean): Promise<Answers> {
  const missing = [given.folder === undefined ? 'a folder' : '', given.kind === undefined ? '--kind' : ''].filter(
    Boolean,
  );
  if (missing.length > 0 && !isTerminal) {
    throw new ScaffoldError(
      `say ${missing.join(' and ')}, as in: npm create pushdown-plugin my-memory -- --kind memory (kinds: ${kinds.join(', ')})`,
    );
  }
  const kind =
    given.kind ??
    answered<Kind>(
      await select<Kind>({ message: 'What do you want to write?', options: kinds.map((value) => ({ value })) }),
    );
  const folder =
    given.folder ??
    answered(await text({ message: 'In which folder?', placeholder: `my-${kind}`, defaultValue: `my-${kind}` }));
  return { folder, kind };
}

function answered<Value extends string>(answer: Value | symbol): Value {
  if (typeof answer === 'string') return answer;
  cancel('Nothing was written.');
  throw new ScaffoldError('stopped');
}
