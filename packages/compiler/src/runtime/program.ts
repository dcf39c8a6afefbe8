import { TensorError } from '@pushdown/tensors';
import { type EmitSettings, type EntryPoint, emitModule } from '../emit/module.ts';
import { evaluate } from '../index-maps/polynomial.ts';
import type { Buffer } from '../loops/kernel.ts';
import { slotSize } from '../loops/sizes.ts';
import type { Plan } from '../plan/plan.ts';

const pageSize = 65_536;
/** WebAssembly memories end at 4 GiB. */
const maximumPages = 65_536;

/** A plan made into code, with its memory. */
export interface Program {
  readonly plan: Plan;
  readonly codeBytes: number;
  /** Lays memory out for a run. @throws TensorError when it would need more than there can be. */
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

export function createProgram(plan: Plan, settings: ProgramSettings): Program {
  const { bytes, reservedBytes } = emitModule(plan, settings);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: maximumPages });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { pushdown: { memory } });
  const addresses: number[] = [];
  let sizes = { steps: -1, capacity: -1 };

  const slotLength = (buffer: Buffer): number =>
    evaluate(slotSize(buffer.sizes, buffer.laneAxis === undefined ? 1 : plan.laneCount), sizes);
  const slotCount = ({ slots }: Buffer): number => ({ one: 1, steps: sizes.steps, states: sizes.steps + 1 })[slots];

  function layOut(steps: number, capacity: number): void {
    sizes = { steps, capacity };
    let next = align(reservedBytes);
    // What outlives a run comes first, so that it stays where it is whatever the sizes of the run.
    const lasting = plan.buffers.filter(isLasting);
    for (const buffer of [...lasting, ...plan.buffers.filter((other) => !isLasting(other))]) {
      addresses[buffer.id] = next;
      next = align(next + 4 * slotLength(buffer) * slotCount(buffer));
    }
    const pages = Math.ceil(next / pageSize);
    if (pages > maximumPages) {
      throw new TensorError(
        `${plan.name}: ${steps} steps need ${Math.ceil(next / 2 ** 20)} MiB, but compiled code can use ${(maximumPages * pageSize) / 2 ** 20} MiB; use shorter or fewer sequences`,
      );
    }
    const missing = pages - memory.buffer.byteLength / pageSize;
    if (missing > 0) memory.grow(missing);
    new Int32Array(memory.buffer, 0, addresses.length).set(addresses);
  }

  const view = (buffer: Buffer): Float32Array =>
    new Float32Array(memory.buffer, addresses[buffer.id], slotLength(buffer) * slotCount(buffer));

  return {
    plan,
    codeBytes: bytes.length,
    slotLength,
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

function isLasting({ slots, sizes }: Buffer): boolean {
  return slots === 'one' && sizes.every((size) => typeof size === 'number');
}

/** Buffers begin at whole registers and end with room for the rest of one. */
function align(address: number): number {
  return (address + 15 + 16) & ~15;
}
