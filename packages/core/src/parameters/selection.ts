import type { Component, ParameterDescription } from '../contracts/parameters.ts';
import { pathPattern } from './path-pattern.ts';

/** Some of a model's parameters, as data: those of whole components, and those whose paths match a pattern. */
export interface ParameterSelection {
  readonly components?: readonly Component[] | undefined;
  /** Patterns of paths, such as `controller/**` or `**\/bias`; see `pathPattern`. */
  readonly paths?: readonly string[] | undefined;
  /** Patterns of paths that are left out again. */
  readonly except?: readonly string[] | undefined;
}

/** Tells whether a parameter belongs to a selection. Without components and paths none does. */
export function parameterSelector(selection: ParameterSelection): (parameter: ParameterDescription) => boolean {
  const { components = [] } = selection;
  const paths = (selection.paths ?? []).map(pathPattern);
  const except = (selection.except ?? []).map(pathPattern);
  return ({ component, path }) =>
    (components.includes(component) || paths.some((matches) => matches(path))) &&
    !except.some((matches) => matches(path));
}
