import { type EmitSettings, type EntryPoint, emitModule } from '../emit/module.ts';
import { CompileError } from '../errors.ts';
import type { Buffer } from '../loops/kernel.ts';
import type { Plan } from '../plan/plan.ts';
import { throwFault } from './fault.ts';
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
}

/**
 * @throws CompileError when this JavaScript engine does not take the code; TensorError for a plan of which not even one step
 *   fits into memory.
 */
export function createProgram(plan: Plan, settings: ProgramSettings): Program {
  const shortest = { steps: 1, capacity: 1 };
  checkLayout(plan, shortest, layOut(plan, 0, shortest));
  const { bytes, reservedBytes, faultAddress } = emitModule(plan, settings);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: maximumPages });
  const { exports } = new WebAssembly.Instance(moduleOf(plan, bytes), { pushdown: { memory } });
  let sizes: RunSizes = { steps: -1, capacity: -1 };
  let addresses: readonly number[] = [];

  // Views and lengths are asked for many times a run, and stay the same until memory is laid out anew.
  const lengths = new Map<Buffer, number>();
  const views = new Map<Buffer, Float32Array>();
  const lengthOf = (buffer: Buffer): number => remembered(lengths, buffer, () => slotLength(plan, buffer, sizes));
  const view = (buffer: Buffer): Float32Array =>
    remembered(
      views,
      buffer,
      () => new Float32Array(memory.buffer, addresses[buffer.id], lengthOf(buffer) * slotCount(buffer, sizes)),
    );

  function grow(steps: number, needed: number): void {
    const missing = Math.ceil(needed / pageSize) - memory.buffer.byteLength / pageSize;
    if (missing <= 0) return;
    try {
      memory.grow(missing);
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
      const isNew = sizes.steps !== steps || sizes.capacity !== capacity;
      if (isNew) {
        const layout = layOut(plan, reservedBytes, { steps, capacity });
        checkLayout(plan, { steps, capacity }, layout);
        grow(steps, layout.bytes);
        sizes = { steps, capacity };
        addresses = layout.addresses;
        lengths.clear();
        views.clear();
        new Int32Array(memory.buffer, 0, addresses.length).set(addresses);
      }
      if (settings.unwritten !== undefined)
        for (const buffer of plan.buffers) if (!isLasting(buffer)) view(buffer).fill(settings.unwritten);
      // A run writes the same elements of a growing table as any other of its sizes, so that the rest stays zero.
      if (isNew || settings.unwritten !== undefined) for (const buffer of plan.filledUp) view(buffer).fill(0);
    },
    run(entry) {
      if (entry === 'backward') for (const buffer of plan.accumulators) view(buffer).fill(0);
      (exports[entry] as unknown as (steps: number, capacity: number) => void)(sizes.steps, sizes.capacity);
      throwFault(memory.buffer, faultAddress);
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
