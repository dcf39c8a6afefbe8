/** An axis of a matrix product's operand or result. */
export interface ProductAxis {
  /** The same letter in the operands and the result means the same index. */
  readonly label: string;
  /** How many of its elements belong to the product. */
  readonly size: number;
  /** How many elements there are in memory: those beyond `size` are to be left out. */
  readonly allocated: number;
}

/** Numbers of an operand or a result, row-major in its axes. */
export interface ProductOperand {
  /** Elements of the matrix, and between them those that are left out. */
  readonly values: Float32Array;
  readonly axes: readonly ProductAxis[];
}

/** result[…] = Σ left[…] · right[…] over all axes that the result does not have. Each axis is in two or three of them. */
export interface HostProduct {
  readonly left: ProductOperand;
  readonly right: ProductOperand;
  /** Its `values` are to be written; all of its axes have `allocated` = `size`. */
  readonly result: ProductOperand;
}

/** Multiplies large matrices for an engine that does everything else itself. */
export interface HostProducts {
  readonly name: string;
  /** Only where something has to be loaded before the first product. @throws with what would help when it is not there. */
  load?(): Promise<void>;
  /** Multiplies at once. The arrays are memory of the engine: they are of no use after the call. */
  multiply(product: HostProduct): void;
}
