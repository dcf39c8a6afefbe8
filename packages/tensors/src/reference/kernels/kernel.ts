import type { Dimension } from '../../dimensions.ts';
import type { Attributes, PrimitiveName } from '../../primitives/attributes.ts';

/** Computes one application: reads the arguments' numbers, writes all of `out`. Integers and truth values are numbers too. */
export type Kernel = (out: Float64Array, args: readonly Float64Array[]) => void;

/** An application with all sizes known. */
export interface Application<P extends PrimitiveName> {
  readonly attributes: Attributes[P];
  readonly shape: readonly number[];
  readonly argumentShapes: readonly (readonly number[])[];
  readonly resolve: (dimension: Dimension) => number;
}

/** Prepares the kernel of an application; what depends on sizes only is computed here, once. */
export type KernelMaker<P extends PrimitiveName> = (application: Application<P>) => Kernel;
