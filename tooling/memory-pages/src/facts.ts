import { lstm } from '@pushdown/cells';
import { createRecurrentModel } from '@pushdown/core';
import { formatShape, type Shape } from '@pushdown/tensors';
import { memoryCost } from './cost.ts';
import type { ListedOption } from './listed-options.ts';
import type { DocumentedMemory } from './memories.ts';

/** What stands around the part of a page that is made of the memory itself. */
export const marks: readonly [begin: string, end: string] = [
  '<!-- made by tooling/memory-pages from the memory itself -->',
  '<!-- end -->',
];

/** Units of the controller, symbols of the alphabet, and lengths that costs are given for. */
const [hidden, symbols, lengths] = [20, 3, [40, 80]] as const;

/** A page with this part as the memory has it now. @throws Error when the page has no place for it. */
export function withFacts(page: string, memory: DocumentedMemory, options: readonly ListedOption[]): string {
  const [begin, end] = marks.map((mark) => page.indexOf(mark)) as [number, number];
  if (begin < 0 || end < begin) throw new Error(`the page of ${memory.name} has no lines "${marks.join('" and "')}"`);
  return `${page.slice(0, begin + marks[0].length)}\n\n${factsOf(memory, options)}\n\n${page.slice(end)}`;
}

function factsOf(documented: DocumentedMemory, options: readonly ListedOption[]): string {
  const { name, memory } = documented;
  const model = createRecurrentModel({ alphabetSize: symbols, controller: lstm({ size: hidden }), memory });
  const parameters = model.parameters.filter(({ component }) => component === 'memory');
  const prefix = `memory/${name}/`;
  const sizes = { batchSize: 1, controllerSize: hidden, symbolSize: symbols };
  const costs = lengths.map((length) => memoryCost(model.recurrence(1), length));
  const count = parameters.reduce((sum, { shape }) => sum + numbersIn(shape), 0);
  return [
    '## Options',
    table(
      ['option', 'type', 'default', 'meaning'],
      options.map((option) => [
        `\`${option.name}\``,
        `\`${cell(option.type)}\``,
        defaultOf(option),
        cell(option.meaning),
      ]),
    ),
    '## Parameters and state',
    `With an LSTM of H = ${hidden} units over ${symbols} symbols and ${describeOptions(documented)}, the memory has ` +
      `${grouped(count)} numbers to learn. Their paths begin with \`${prefix}\`.`,
    table(
      ['parameter', 'shape', 'begins as'],
      parameters.map(({ path, shape, initialize }) => [
        `\`${path.slice(prefix.length)}\``,
        `[${shape.join(', ')}]`,
        initialize.name,
      ]),
    ),
    `Reading: ${memory.readingSize(hidden, symbols)} numbers, ${memory.joins === 'hidden' ? 'added to the hidden state' : 'joined to the next input'}. ` +
      stateOf(documented) +
      tablesOf(documented, sizes),
    `Actions reported: ${(memory.actions ?? []).map((action) => `\`${action}\``).join(', ')}. ` +
      (memory.contents === undefined
        ? 'It names no state as its contents.'
        : `Contents: ${memory.contents.map((content) => `\`${content}\``).join(', ')}.`),
    '## Cost',
    'Of the memory alone, forward, for one string, as its step is written, before the compiler makes it cheaper; a training ' +
      'step also goes backward. Numbers of a step are averages over the string.',
    table(
      ['length', 'multiply-adds a step', 'exp, tanh, σ, … a step', 'other operations a step', 'memory at the end'],
      lengths.map((length, index) => {
        const cost = costs[index] as (typeof costs)[number];
        return [
          String(length),
          grouped(cost.multiplyAdds),
          grouped(cost.transcendental),
          grouped(cost.elementary),
          bytes(cost.bytes),
        ];
      }),
    ),
    '## Use',
    `\`\`\`ts\n${snippetOf(documented)}\`\`\``,
    `In an experiment: \`"memory": ${JSON.stringify({ type: name, ...documented.options })
      .replaceAll(',', ', ')
      .replaceAll(':', ': ')}\`.`,
  ].join('\n\n');
}

function stateOf({ memory }: DocumentedMemory): string {
  const model = createRecurrentModel({ alphabetSize: symbols, controller: lstm({ size: hidden }), memory });
  const states = Object.entries(model.recurrence(1).step.nextCarry)
    .filter(([key]) => key.startsWith('memory/'))
    .map(([key, { shape }]) => `\`${key.slice('memory/'.length)}\` ${perBatch(shape)}`);
  return states.length === 0
    ? 'It hands on no state, only history tables.'
    : `State of B strings: ${states.join(', ')}.`;
}

/** A shape for batches of 1 as one for B strings. */
function perBatch(shape: Shape): string {
  return formatShape(shape).replace(/^\[1/, '[B');
}

function tablesOf({ memory }: DocumentedMemory, sizes: Parameters<NonNullable<typeof memory.tables>>[0]): string {
  const tables = Object.entries(memory.tables?.(sizes) ?? {});
  if (tables.length === 0) return '';
  const entries = tables.map(([key, shape]) => `\`${key}\` ${perBatch(shape)}`);
  return ` What every step adds to history tables: ${entries.join(', ')}.`;
}

function describeOptions({ options }: DocumentedMemory): string {
  const given = Object.entries(options).map(([key, value]) => `\`${key}\` ${JSON.stringify(value)}`);
  return given.length === 0 ? 'default options' : given.join(', ');
}

function snippetOf({ factory, options }: DocumentedMemory): string {
  const given = Object.entries(options).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return [
    "import { lstm } from '@pushdown/cells';",
    "import { createRecurrentModel, inspectMemory, randomStream } from '@pushdown/core';",
    `import { ${factory} } from '@pushdown/memory-structures';`,
    "import { referenceExecutor } from '@pushdown/tensors';",
    '',
    `const memory = ${factory}(${given.length === 0 ? '' : `{ ${given.join(', ')} }`});`,
    `const model = createRecurrentModel({ alphabetSize: ${symbols}, controller: lstm({ size: ${hidden} }), memory });`,
    "const parameters = model.initialize(randomStream(1, 'parameters'));",
    'const [first] = inspectMemory({ model, engine: referenceExecutor(), parameters, string: [0, 1, 2] });',
    'console.log(model.parameterCount, first?.actions, first?.reading.shape);',
    '',
  ].join('\n');
}

function defaultOf({ required, default: value }: ListedOption): string {
  if (value !== undefined) return `\`${JSON.stringify(value)}\``;
  return required ? 'required' : '–';
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(headings), `|${'---|'.repeat(headings.length)}`, ...rows.map(line)].join('\n');
}

/** Text that may stand in a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function numbersIn(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function bytes(count: number): string {
  return count < 10_240 ? `${grouped(count)} bytes` : `${grouped(count / 1024)} KiB`;
}
