import { type FunctionBuilder, type ImportedFunction, ModuleBuilder } from '../assembler/index.ts';
import { type Buffer, type Kernel, stretchAtom, stretchSteps, timeAtom } from '../loops/kernel.ts';
import type { Product } from '../loops/products.ts';
import { loadsOfKernel } from '../loops/substitute.ts';
import { emitRound } from '../math/index.ts';
import type { Plan } from '../plan/plan.ts';
import type { Environment } from './environment.ts';
import { laneMaskBytes, laneMaskOffset } from './faults.ts';
import { emitKernels } from './kernel.ts';

/** The functions of a module. Each takes the number of steps and the capacity. */
export const entryPoints = ['initial', 'forward', 'backward', 'initialBackward', 'update'] as const;

export type EntryPoint = (typeof entryPoints)[number];

/** The beginning of memory holds the address of every buffer; then comes the report of a fault. */
function faultAddressOf({ buffers }: Plan): number {
  const addresses = 1 + Math.max(-1, ...buffers.map(({ id }) => id));
  return Math.ceil(addresses / 4) * 16;
}

function buffersOf(kernels: readonly Kernel[]): Set<Buffer> {
  return new Set(kernels.flatMap((kernel) => [kernel.target, ...loadsOfKernel(kernel).map(({ buffer }) => buffer)]));
}

/** Code, and how many bytes of memory before the first buffer it needs. */
export interface EmittedModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly reservedBytes: number;
  readonly faultAddress: number;
  /** What the host is asked to multiply, by the number that the code gives it. */
  readonly products: readonly Product[];
}

export interface EmitSettings {
  /** Multiplies and adds in one instruction, which rounds once. */
  readonly relaxedSimd?: boolean | undefined;
}

/**
 * The whole plan as one WebAssembly module that imports its memory as `pushdown.memory`, and `pushdown.multiply`, which gets
 * the number of a product, only where the host takes products.
 */
export function emitModule(plan: Plan, { relaxedSimd = false }: EmitSettings): EmittedModule {
  const faultAddress = faultAddressOf(plan);
  const reach = { bytes: faultAddress + laneMaskOffset + laneMaskBytes };
  const module = new ModuleBuilder();
  module.importMemory({ module: 'pushdown', name: 'memory' }, { minimum: 1 });
  const products: Product[] = [];
  const host = plan.passes.products
    ? module.importFunction({ module: 'pushdown', name: 'multiply' }, ['i32'])
    : undefined;
  const { sections } = plan;
  const shared = { plan, reach, faultAddress, relaxedSimd, products, host };
  emitFunction(module, shared, 'initial', [{ kernels: sections.initial, loop: 'none' }]);
  emitFunction(module, shared, 'forward', [
    { kernels: sections.before, loop: 'none' },
    { kernels: sections.forward, loop: 'up' },
    { kernels: sections.after, loop: 'none' },
  ]);
  emitFunction(module, shared, 'backward', [
    { kernels: sections.backward, loop: 'down' },
    { kernels: sections.late, loop: 'none' },
  ]);
  emitFunction(module, shared, 'initialBackward', [{ kernels: sections.initialBackward, loop: 'none' }]);
  emitFunction(module, shared, 'update', [{ kernels: sections.update, loop: 'none' }]);
  return { bytes: module.build(), reservedBytes: reach.bytes, faultAddress, products };
}

interface Part {
  readonly kernels: readonly Kernel[];
  readonly loop: 'none' | 'up' | 'down';
}

interface Shared {
  readonly plan: Plan;
  readonly reach: Environment['reach'];
  readonly faultAddress: number;
  readonly relaxedSimd: boolean;
  readonly products: Product[];
  /** The function that multiplies. */
  readonly host: ImportedFunction | undefined;
}

function emitFunction(
  module: ModuleBuilder,
  { plan, reach, faultAddress, relaxedSimd, products, host }: Shared,
  name: EntryPoint,
  parts: readonly Part[],
): void {
  const code = module.function(name, ['i32', 'i32'], []);
  const [steps, capacity] = [code.parameter(0), code.parameter(1)];
  const addresses = new Map<Buffer, number>();
  for (const buffer of buffersOf(parts.flatMap(({ kernels }) => kernels))) {
    const local = code.local('i32');
    code.i32Const(4 * buffer.id);
    code.load('i32');
    code.localSet(local);
    addresses.set(buffer, local);
  }
  const environment: Environment = {
    code,
    address: (buffer) => addresses.get(buffer) as number,
    atoms: new Map([
      ['steps', steps],
      ['capacity', capacity],
    ]),
    reach,
    faultAddress,
    laneCount: plan.laneCount,
    batchSize: plan.batchSize ?? 1,
    relaxedSimd,
    passes: plan.passes,
    round: () => emitRound(code, plan.format),
    multiply(product) {
      code.i32Const(products.push(product) - 1);
      code.call(host as ImportedFunction);
    },
  };
  for (const { kernels, loop } of parts) {
    if (kernels.length === 0) continue;
    const body = (): void => emitKernels(environment, kernels);
    if (loop === 'none') body();
    else emitTime(code, environment, steps, loop, body);
  }
}

/** Runs the body for every step, forward or backward in time. */
function emitTime(
  code: FunctionBuilder,
  { atoms }: Environment,
  steps: number,
  direction: 'up' | 'down',
  body: () => void,
): void {
  const time = code.local('i32');
  const up = direction === 'up';
  if (up) code.i32Const(0);
  else {
    code.localGet(steps);
    code.i32Const(1);
    code.op('i32.sub');
  }
  code.localSet(time);
  atoms.set(timeAtom, time);
  const stretch = up ? undefined : emitFirstStretch(code, time);
  if (stretch !== undefined) atoms.set(stretchAtom, stretch);
  code.block(() => {
    code.loop(() => {
      code.localGet(time);
      if (up) code.localGet(steps);
      else code.i32Const(0);
      code.op(up ? 'i32.ge_s' : 'i32.lt_s');
      code.branchIf(1);
      if (stretch !== undefined) emitNextStretch(code, time, stretch);
      body();
      code.localGet(time);
      code.i32Const(up ? 1 : -1);
      code.op('i32.add');
      code.localSet(time);
      code.branch(0);
    });
  });
  atoms.delete(timeAtom);
  atoms.delete(stretchAtom);
}

/** The last step of all ends the first stretch of the loop back. */
function emitFirstStretch(code: FunctionBuilder, time: number): number {
  const stretch = code.local('i32');
  code.localGet(time);
  code.localSet(stretch);
  return stretch;
}

/** Begins a new stretch of steps where the present one is complete. */
function emitNextStretch(code: FunctionBuilder, time: number, stretch: number): void {
  code.localGet(time);
  code.localGet(stretch);
  code.localGet(stretch);
  code.localGet(time);
  code.op('i32.sub');
  code.i32Const(stretchSteps);
  code.op('i32.eq');
  code.op('select');
  code.localSet(stretch);
}
