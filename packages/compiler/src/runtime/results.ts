import type { CarryValues, ConcreteTensor, Recurrence, Run, Tensor } from '@pushdown/tensors';
import { elementCount } from '@pushdown/tensors';
import type { Buffer } from '../loops/kernel.ts';
import { concreteShape, fromLanes } from './layout.ts';
import type { Program } from './program.ts';
import { addTo, type Turn } from './turns.ts';

/** What a run yields, put together from its turns. */
export interface Results {
  /** Takes over what a turn has left in memory. */
  take(turn: Turn): void;
  /** An output, a row a step. */
  output(name: string): ConcreteTensor;
  /** The states after the last step. */
  carry(): CarryValues;
}

/** A tensor of all sequences, and where the rows of it that a turn has computed begin in memory. */
interface Piece {
  readonly buffer: Buffer;
  readonly start: number;
  readonly rows: number;
  /** Of a row. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** @param outputs names of those that are wanted. */
export function createResults(program: Program, recurrence: Recurrence, run: Run, outputs: readonly string[]): Results {
  const { places, laneCount, shares } = program.plan;
  const capacity = run.capacity ?? Math.max(1, run.steps);
  const pieceOf = (buffer: Buffer, { shape: symbolic }: Tensor, firstRow: number, rows: number): Piece => {
    const shape = concreteShape(symbolic, capacity, run.steps);
    const values = new Float32Array(rows * elementCount(shape));
    return { buffer, start: firstRow * program.slotLength(buffer), rows, shape, values };
  };
  const outputPiece = (name: string): Piece => {
    const buffer = places.outputs[name] as Buffer;
    const early = buffer.slots === 'states';
    const skipped = early && run.carry !== undefined ? 1 : 0;
    const rows = run.steps + (early ? 1 : 0) - skipped;
    return pieceOf(buffer, recurrence.step.outputs[name] as Tensor, skipped, rows);
  };
  const outputPieces = new Map(outputs.map((name) => [name, outputPiece(name)]));
  const statePieces = new Map(
    run.keepCarry === true
      ? Object.entries(places.states).map(([name, buffer]) => [
          name,
          pieceOf(buffer, recurrence.initial.carry[name] as Tensor, run.steps, 1),
        ])
      : [],
  );
  const pieces = [...outputPieces.values(), ...statePieces.values()];
  return {
    take(turn) {
      for (const { buffer, start, rows, shape, values } of pieces) {
        const memory = program.view(buffer).subarray(start);
        if (shares.has(buffer)) addTo(values, memory);
        else fromLanes(memory, { rows, shape, axis: buffer.laneAxis, laneCount, turn }, values);
      }
    },
    output(name) {
      const { rows, shape, values } = outputPieces.get(name) as Piece;
      return { shape: [rows, ...shape], values };
    },
    carry: () => Object.fromEntries([...statePieces].map(([name, { shape, values }]) => [name, { shape, values }])),
  };
}
