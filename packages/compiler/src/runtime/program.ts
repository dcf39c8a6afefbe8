import type { HostProducts } from '@pushdown/tensors';
import { laneMaskOffset } from '../emit/faults.ts';
import { type EmitSettings, type EntryPoint, emitModule } from '../emit/module.ts';
import { CompileError } from '../errors.ts';
import type { Buffer } from '../loops/kernel.ts';
import type { Product } from '../loops/products.ts';
import type { Plan } from '../plan/plan.ts';
import { throwFault } from './fault.ts';
import { hostProductOf } from './host-product.ts';
import {
  checkLayout,
  inMebibytes,
  isLasting,
  layOut,
  type MemoryLayout,
  type RunSizes,
  slotCount,
  slotLength,
  tooLarge,
} from './memory-layout.ts';

const pageSize = 65_536;
/** WebAssembly memories end at 4 GiB. */
const maximumPages = 65_536;

/** A plan made into code, with its memory. */
export interface Program {
  readonly plan: Plan;
  readonly codeBytes: number;
  /** Memory set aside so far, in whole pages. */
  readonly memoryBytes: number;
  /** Where everything would be in a run of certain sizes. */
  layout(run: RunSizes): MemoryLayout;
  /** Lays memory out for a run. @throws TensorError when it would need more than there is. */
  prepare(steps: number, capacity: number): void;
  /** Tells the code how many lanes of a row hold a sequence, where that changes from turn to turn. */
  present(count: number): void;
  /** @throws TensorError for an index outside its table. */
  run(entry: EntryPoint): void;
  /** The numbers of a buffer, all slots; valid until the next `prepare`. */
  view(buffer: Buffer): Float32Array;
  /** Numbers of one slot. */
  slotLength(buffer: Buffer): number;
}

export interface ProgramSettings extends EmitSettings {
  /** What buffers hold that do not outlive a run, before it; undefined: whatever was left there. */
  readonly unwritten?: number | undefined;
  /** What multiplies large matrices, where the plan leaves them to it. */
  readonly products?: HostProducts | undefined;
}

/**
 * @throws CompileError when this JavaScript engine does not take the code; TensorError for a plan of which not even one step
 *   fits into memory.
 */
export function createProgram(plan: Plan, settings: ProgramSettings): Program {
  const shortest = { steps: 1, capacity: 1 };
  checkLayout(plan, shortest, layOut(plan, 0, shortest));
  const { bytes, reservedBytes, faultAddress, products } = emitModule(plan, settings);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: maximumPages });
  const multiply = (index: number): void => {
    const product = products[index] as Product;
    settings.products?.multiply(hostProductOf(product, { ...current.sizes }, view));
  };
  const { exports } = new WebAssembly.Instance(moduleOf(plan, bytes), { pushdown: { memory, multiply } });
  let lanesPresent = -1;
  let report = new DataView(memory.buffer, faultAddress);
  let current = arrangementOf({ steps: -1, capacity: -1 }, []);
  // Lengths of strings come again and again in training. Views end when memory grows.
  const arrangements = new Map<string, Arrangement>();

  const lengthOf = (buffer: Buffer): number =>
    remembered(current.lengths, buffer, () => slotLength(plan, buffer, current.sizes));
  const view = (buffer: Buffer): Float32Array =>
    remembered(current.views, buffer, () => {
      const length = lengthOf(buffer) * slotCount(buffer, current.sizes);
      return new Float32Array(memory.buffer, current.addresses[buffer.id], length);
    });

  function arrange(sizes: RunSizes): Arrangement {
    const key = `${sizes.steps} ${sizes.capacity}`;
    const known = arrangements.get(key);
    if (known !== undefined) return known;
    const layout = layOut(plan, reservedBytes, sizes);
    checkLayout(plan, sizes, layout);
    if (grow(sizes.steps, layout.bytes) || arrangements.size >= mostArrangements) arrangements.clear();
    const arrangement = arrangementOf(sizes, layout.addresses);
    arrangements.set(key, arrangement);
    return arrangement;
  }

  /** @returns whether there is more memory than before, at another place. */
  function grow(steps: number, needed: number): boolean {
    const missing = Math.ceil(needed / pageSize) - memory.buffer.byteLength / pageSize;
    if (missing <= 0) return false;
    try {
      memory.grow(missing);
      report = new DataView(memory.buffer, faultAddress);
      return true;
    } catch {
      const held = inMebibytes(memory.buffer.byteLength);
      throw tooLarge(plan.name, steps, needed, `the machine gives no more than the ${held} that are in use`);
    }
  }

  return {
    plan,
    codeBytes: bytes.length,
    get memoryBytes() {
      return memory.buffer.byteLength;
    },
    layout: (run) => layOut(plan, reservedBytes, run),
    slotLength: lengthOf,
    prepare(steps, capacity) {
      const isNew = current.sizes.steps !== steps || current.sizes.capacity !== capacity;
      if (isNew) {
        current = arrange({ steps, capacity });
        new Int32Array(memory.buffer, 0, current.addresses.length).set(current.addresses);
      }
      if (settings.unwritten !== undefined)
        for (const buffer of plan.buffers) if (!isLasting(buffer)) view(buffer).fill(settings.unwritten);
      // A run writes the same elements of a growing table as any other of its sizes, so that the rest stays zero.
      if (isNew || settings.unwritten !== undefined) for (const buffer of plan.filledUp) view(buffer).fill(0);
    },
    present(count) {
      if (count === lanesPresent) return;
      lanesPresent = count;
      new Int32Array(memory.buffer, faultAddress + laneMaskOffset, 4).set(
        [0, 1, 2, 3].map((lane) => (lane < count ? -1 : 0)),
      );
    },
    run(entry) {
      if (entry === 'backward') for (const buffer of plan.accumulators) view(buffer).fill(0);
      (exports[entry] as unknown as (steps: number, capacity: number) => void)(
        current.sizes.steps,
        current.sizes.capacity,
      );
      throwFault(report);
    },
    view,
  };
}

function remembered<Value>(known: Map<Buffer, Value>, buffer: Buffer, make: () => Value): Value {
  let value = known.get(buffer);
  if (value === undefined) {
    value = make();
    known.set(buffer, value);
  }
  return value;
}

/** Where buffers are in runs of one size, with what is asked for many times a run. */
interface Arrangement {
  readonly sizes: RunSizes;
  readonly addresses: readonly number[];
  readonly lengths: Map<Buffer, number>;
  readonly views: Map<Buffer, Float32Array>;
}

const mostArrangements = 1000;

function arrangementOf(sizes: RunSizes, addresses: readonly number[]): Arrangement {
  return { sizes, addresses, lengths: new Map(), views: new Map() };
}

/** Engines limit the size of functions, and old ones lack 128-bit SIMD. */
function moduleOf({ name }: Plan, bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    throw new CompileError(
      `${name}: this JavaScript engine does not take the compiled code of ${bytes.length} bytes (${(error as Error).message}); use a smaller model or the engine "reference"`,
    );
  }
}
