import { TensorError } from '@pushdown/tensors';
import { type EmitSettings, type EntryPoint, emitModule } from '../emit/module.ts';
import { CompileError } from '../errors.ts';
import type { Buffer } from '../loops/kernel.ts';
import type { Plan } from '../plan/plan.ts';
import { isLasting, layOutMemory, type MemoryLayout, type RunSizes, slotCount, slotLength } from './memory-layout.ts';

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

/** @throws CompileError when this JavaScript engine does not take the code. */
export function createProgram(plan: Plan, settings: ProgramSettings): Program {
  const { bytes, reservedBytes } = emitModule(plan, settings);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: maximumPages });
  const { exports } = new WebAssembly.Instance(moduleOf(plan, bytes), { pushdown: { memory } });
  let sizes: RunSizes = { steps: -1, capacity: -1 };
  let addresses: readonly number[] = [];
  const layout = (run: RunSizes): MemoryLayout => layOutMemory(plan, reservedBytes, run);

  function layOut(steps: number, capacity: number): void {
    const next = layout({ steps, capacity });
    const pages = Math.ceil(next.end / pageSize);
    if (pages > maximumPages) {
      throw new TensorError(
        `${plan.name}: ${steps} steps need ${Math.ceil(next.end / 2 ** 20)} MiB, but compiled code can use ${(maximumPages * pageSize) / 2 ** 20} MiB; use shorter or fewer sequences`,
      );
    }
    const missing = pages - memory.buffer.byteLength / pageSize;
    if (missing > 0) grow(memory, missing, plan);
    new Int32Array(memory.buffer, 0, next.addresses.length).set(next.addresses);
    sizes = { steps, capacity };
    addresses = next.addresses;
  }

  const view = (buffer: Buffer): Float32Array =>
    new Float32Array(memory.buffer, addresses[buffer.id], slotLength(plan, buffer, sizes) * slotCount(buffer, sizes));

  return {
    plan,
    codeBytes: bytes.length,
    get memoryBytes() {
      return memory.buffer.byteLength;
    },
    layout,
    slotLength: (buffer) => slotLength(plan, buffer, sizes),
    prepare(steps, capacity) {
      if (sizes.steps !== steps || sizes.capacity !== capacity) layOut(steps, capacity);
      if (settings.unwritten === undefined) return;
      for (const buffer of plan.buffers) if (!isLasting(buffer)) view(buffer).fill(settings.unwritten);
    },
    run(entry) {
      (exports[entry] as unknown as (steps: number, capacity: number) => void)(sizes.steps, sizes.capacity);
    },
    view,
  };
}

function grow(memory: WebAssembly.Memory, pages: number, { name }: Plan): void {
  try {
    memory.grow(pages);
  } catch {
    throw new TensorError(
      `${name}: there are no ${Math.ceil((pages * pageSize) / 2 ** 20)} MiB of memory left for this run; use shorter or fewer sequences`,
    );
  }
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
