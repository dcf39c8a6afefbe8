import { UsageError } from '../errors.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * An experiment with one field set as the command line says, `path=value`. The path is that of messages, such as
 * `model.controller.size` or `evaluation.bins.0`. The value is JSON, or, where it is none, text.
 *
 * @param option the text of the option.
 * @throws UsageError when it is no path and value, or the path leads through something that has no fields.
 */
export function setField(experiment: Fields, option: string): Fields {
  const equals = option.indexOf('=');
  const path = option.slice(0, equals).trim();
  const keys = path.split('.');
  if (equals < 1 || keys.some((key) => key === ''))
    throw new UsageError(`--set "${option}": expected path=value, such as training.batches=100`);
  return withField(experiment, keys, parseValue(option.slice(equals + 1)), []) as Fields;
}

function withField(node: unknown, keys: readonly string[], value: unknown, before: readonly string[]): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  const below = [...before, key];
  if (Array.isArray(node)) {
    const index = Number(key);
    if (!Number.isInteger(index) || index < 0 || index > node.length)
      throw new UsageError(
        `--set ${below.join('.')}: expected an index from 0 to ${node.length}, the length of the array`,
      );
    return node.toSpliced(index, 1, withField(node[index], rest, value, below));
  }
  const fields = fieldsOf(node);
  if (fields === undefined)
    throw new UsageError(
      `--set ${below.join('.')}: "${before.join('.')}" is ${JSON.stringify(node)} and has no fields`,
    );
  return { ...fields, [key]: withField(fields[key], rest, value, below) };
}

/** The fields of an object, of one that is yet to be made, or of a contribution that was named without options. */
function fieldsOf(node: unknown): Fields | undefined {
  if (node === undefined) return {};
  if (typeof node === 'string') return { type: node };
  return typeof node === 'object' && node !== null ? (node as Fields) : undefined;
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
