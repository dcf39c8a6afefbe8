import type { Tensor } from '@pushdown/tensors';
import { mapValues } from '../plain.ts';
import type { Initializer } from './initializer.ts';

/** The part of a model a parameter belongs to; freezing strategies speak of these (Das & Mali 2024, section "frozen components"). */
export type Component = 'controller' | 'memory' | 'embedding' | 'classifier';

/** One tensor to be learned: its shape and the distribution of its initial values. */
export interface ParameterDeclaration {
  readonly shape: readonly number[];
  readonly initialize: Initializer;
}

/** Declarations by name, in groups where that helps; names become path segments. */
export interface ParameterTree {
  readonly [name: string]: ParameterDeclaration | ParameterTree;
}

/** The same tree with a tensor in place of every declaration: what a step gets. */
export type TensorsOf<P> = { readonly [K in keyof P]: P[K] extends ParameterDeclaration ? Tensor : TensorsOf<P[K]> };

/** A parameter of a model: its stable path such as `controller/lstm/inputWeights`, its component and its shape. */
export interface ParameterDescription {
  readonly path: string;
  readonly component: Component;
  readonly shape: readonly number[];
}

/** A parameter of a model and how it begins. */
export interface ModelParameter extends ParameterDescription {
  readonly initialize: Initializer;
}

function isDeclaration(node: ParameterDeclaration | ParameterTree): node is ParameterDeclaration {
  return Array.isArray(node.shape) && typeof node.initialize === 'object' && 'sample' in node.initialize;
}

/** Every declaration of a tree with its path under `prefix`, in order of declaration. */
export function flattenParameters(prefix: string, component: Component, tree: ParameterTree): ModelParameter[] {
  return Object.entries(tree).flatMap(([name, node]) => {
    const path = `${prefix}/${name}`;
    return isDeclaration(node) ? [{ path, component, ...node }] : flattenParameters(path, component, node);
  });
}

/** The tree of a declaration with each declaration replaced by the tensor at its path. */
export function tensorsOf<P extends ParameterTree>(
  prefix: string,
  tree: P,
  tensors: Readonly<Record<string, Tensor>>,
): TensorsOf<P> {
  return mapValues(tree, (node, name) => {
    const path = `${prefix}/${name}`;
    return isDeclaration(node) ? tensors[path] : tensorsOf(path, node, tensors);
  }) as TensorsOf<P>;
}
