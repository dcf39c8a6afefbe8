import { fileURLToPath } from 'node:url';
import { pushdown } from './commands.ts';
import { documentedMemories } from './memories.ts';
import { memberDocstrings } from './option-docstrings.ts';

/** An option as `pushdown list` shows it, with what its docstring says. */
export interface ListedOption {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default?: unknown;
  readonly meaning: string;
}

/** Options of all memories by name. @throws Error when an option has no docstring. */
export async function listedOptions(): Promise<ReadonlyMap<string, readonly ListedOption[]>> {
  const sources = fileURLToPath(new URL('../../../packages/memory-structures/src', import.meta.url));
  const docstringsOf = memberDocstrings(sources);
  const listed = JSON.parse(await pushdown(['list', 'memory', '--json'])) as readonly {
    readonly name: string;
    readonly options: readonly Omit<ListedOption, 'meaning'>[];
  }[];
  return new Map(
    documentedMemories.map(({ name, factory }) => {
      const docstrings = docstringsOf(`${factory.charAt(0).toUpperCase()}${factory.slice(1)}Options`);
      const options = listed.find((memory) => memory.name === name)?.options ?? [];
      const described = options.map((option) => {
        const meaning = docstrings.get(option.name);
        if (!meaning) throw new Error(`the option ${option.name} of ${name} has no docstring`);
        return { ...option, meaning };
      });
      return [name, described] as const;
    }),
  );
}
