import type { Shape } from '@pushdown/tensors';
import type { Buffer, Slots } from '../loops/kernel.ts';
import type { LaneInfo } from '../passes/lanes.ts';

/** Hands out buffers and remembers them. */
export interface BufferTable {
  readonly buffers: readonly Buffer[];
  create(name: string, shape: Shape, lane: LaneInfo['axis'], slots: Slots): Buffer;
  /** Forgets all buffers but the first `count`. */
  truncate(count: number): void;
}

export function createBufferTable(): BufferTable {
  const buffers: Buffer[] = [];
  return {
    buffers,
    truncate(count) {
      buffers.length = count;
    },
    create(name, shape, lane, slots) {
      const sizes = shape.filter((_, axis) => axis !== lane);
      const buffer: Buffer = { id: buffers.length, name, sizes, laneAxis: lane, slots };
      buffers.push(buffer);
      return buffer;
    },
  };
}
