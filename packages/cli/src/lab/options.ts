import type { AnyContribution } from '@pushdown/core';
import { z } from 'zod';

/** An option of a contribution, for listings. */
export interface OptionDescription {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default?: unknown;
}

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema & { readonly default?: unknown }>>;
  readonly required?: readonly string[];
}

/** The options of a contribution; undefined if its schema is of a kind that cannot be looked into. */
export function describeOptions(contribution: AnyContribution): OptionDescription[] | undefined {
  const schema = contribution.options;
  // Any Standard Schema will do for a plugin; only zod's can be turned into something to read.
  if (schema['~standard'].vendor !== 'zod') return undefined;
  try {
    const { properties = {}, required = [] } = z.toJSONSchema(schema as unknown as z.ZodType, {
      io: 'input',
      unrepresentable: 'any',
    }) as JsonSchema;
    return Object.entries(properties).map(([name, property]) => ({
      name,
      type: describeType(property),
      required: required.includes(name),
      ...(property.default === undefined ? {} : { default: property.default }),
    }));
  } catch {
    return undefined;
  }
}

function describeType(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.anyOf !== undefined) return schema.anyOf.map(describeType).join(' | ');
  if (schema.type === 'object' && schema.properties !== undefined)
    return `{${Object.keys(schema.properties).join(', ')}}`;
  return schema.type ?? 'any';
}
