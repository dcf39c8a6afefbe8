import type { FunctionBuilder } from '../assembler/index.ts';
import type { Atom, Polynomial } from '../index-maps/polynomial.ts';
import type { Buffer } from '../loops/kernel.ts';
import type { Product } from '../loops/products.ts';
import type { Passes } from '../passes/passes.ts';

/** What the code of a section stands on. */
export interface Environment {
  readonly code: FunctionBuilder;
  /** The local with the address of a buffer, in bytes. */
  readonly address: (buffer: Buffer) => number;
  /** Locals of run-time sizes (`steps`, `capacity`), of time and of open loops. */
  readonly atoms: Map<Atom, number>;
  /**
   * The largest offset of an instruction. Offsets do not wrap around, and where an index runs backward a pointer lies that
   * much before what is accessed, so buffers begin no earlier in memory.
   */
  readonly reach: { bytes: number };
  /** Where code reports an index outside its table; see `faults.ts`. */
  readonly faultAddress: number;
  readonly laneCount: number;
  readonly batchSize: number;
  /** Whether a product and a sum may be one instruction. */
  readonly relaxedSimd: boolean;
  readonly passes: Passes;
  /** Replaces the vector on the stack by the nearest numbers of the plan's format. */
  readonly round: () => void;
  /** Has the host compute a product. */
  readonly multiply: (product: Product) => void;
}

/**
 * Pushes the value of a polynomial (i32). Addresses are taken modulo 2³², also on the way: what comes out is right wherever
 * the value itself is an address.
 */
export function emitPolynomial({ code, atoms }: Environment, { terms }: Polynomial): void {
  if (terms.length === 0) code.i32Const(0);
  for (const [index, { coefficient, atoms: factors }] of terms.entries()) {
    if (factors.length === 0) code.i32Const(coefficient | 0);
    else {
      for (const [place, name] of factors.entries()) {
        const local = atoms.get(name);
        if (local === undefined) throw new RangeError(`there is no value for ${name}`);
        code.localGet(local);
        if (place > 0) code.op('i32.mul');
      }
      if (coefficient !== 1) {
        code.i32Const(coefficient | 0);
        code.op('i32.mul');
      }
    }
    if (index > 0) code.op('i32.add');
  }
}

/** Pushes the largest or smallest of several polynomials (i32). */
export function emitExtreme(
  environment: Environment,
  polynomials: readonly Polynomial[],
  which: 'largest' | 'smallest',
): void {
  const { code } = environment;
  const [first, ...others] = polynomials as [Polynomial, ...Polynomial[]];
  emitPolynomial(environment, first);
  if (others.length === 0) return;
  const best = code.scratch('i32');
  const next = code.scratch('i32');
  code.localSet(best);
  for (const other of others) {
    emitPolynomial(environment, other);
    code.localSet(next);
    code.localGet(best);
    code.localGet(next);
    code.localGet(best);
    code.localGet(next);
    code.op(which === 'largest' ? 'i32.gt_s' : 'i32.lt_s');
    code.op('select');
    code.localSet(best);
  }
  code.localGet(best);
  code.release(next);
  code.release(best);
}
