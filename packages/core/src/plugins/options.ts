import type { StandardSchemaV1 } from '@standard-schema/spec';
import { OptionError } from './errors.ts';

function formatPath(path: StandardSchemaV1.Issue['path']): string {
  if (path === undefined || path.length === 0) return '';
  return `${path.map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.')}: `;
}

/**
 * The options a schema makes of a value.
 *
 * @param where what the options belong to; begins the message.
 * @throws OptionError naming path, expectation and value of everything that is wrong.
 */
export function validateOptions<Options>(
  where: string,
  schema: StandardSchemaV1<unknown, Options>,
  value: unknown,
): Options {
  const result = schema['~standard'].validate(value);
  if (result instanceof Promise)
    throw new OptionError(`${where}: its schema validates asynchronously; options need a synchronous one`);
  if (result.issues === undefined) return result.value;
  const problems = result.issues.map(({ path, message }) => `${formatPath(path)}${message}`);
  throw new OptionError(`${where}: ${problems.join('; ')}`);
}
