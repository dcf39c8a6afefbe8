import { z } from 'zod';
import type { Component } from '../contracts/parameters.ts';

/** A component of a model, as an option. */
export const componentSchema: z.ZodType<Component, Component> = z.enum([
  'controller',
  'memory',
  'embedding',
  'classifier',
]);

const patterns: z.ZodOptional<z.ZodArray<z.ZodString>> = z.array(z.string().min(1)).optional();

/** The fields of a `ParameterSelection`, for the schemas of options that contain one. */
export const selectionFields: {
  readonly components: z.ZodOptional<z.ZodArray<typeof componentSchema>>;
  readonly paths: typeof patterns;
  readonly except: typeof patterns;
} = { components: z.array(componentSchema).optional(), paths: patterns, except: patterns };
