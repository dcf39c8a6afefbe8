import { ByteWriter } from './byte-writer.ts';
import { AssemblyError } from './errors.ts';
import { instructions, type Load, loads, type Operation, operations, type Store, stores } from './opcodes.ts';
import { type ValueType, valueTypeCodes } from './value-types.ts';

/** Four lanes of a vector, lowest address first. */
export type Lanes = readonly [number, number, number, number];

/** The type code of a block that takes and gives nothing. */
const emptyBlock = 0x40;

/** A function of somebody else, by the number that calls name. */
export interface ImportedFunction {
  readonly index: number;
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/**
 * The body of one function, written instruction by instruction. Types are checked by the engine; what it would report
 * confusingly, such as an unknown local, is refused here.
 */
export class FunctionBuilder {
  /** The number by which other functions call this one. */
  readonly index: number;
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly #code = new ByteWriter();
  readonly #locals: ValueType[];
  readonly #scratch = new Set<number>();
  readonly #free = new Set<number>();
  readonly #globals: readonly string[];
  /** How many blocks are open, the function itself not counted. */
  #depth = 0;

  /** Made by `ModuleBuilder.function`, which knows the index and shares its list of globals. */
  constructor(
    index: number,
    parameters: readonly ValueType[],
    results: readonly ValueType[],
    globals: readonly string[],
  ) {
    this.index = index;
    this.parameters = [...parameters];
    this.results = [...results];
    this.#locals = [...parameters];
    this.#globals = globals;
  }

  /** The local that holds the parameter with this number. */
  parameter(number: number): number {
    if (this.parameters[number] === undefined) {
      throw new AssemblyError(`There is no parameter ${number}; the function has ${this.parameters.length}.`);
    }
    return number;
  }

  /** A new local, zero when the function starts. */
  local(type: ValueType): number {
    return this.#locals.push(type) - 1;
  }

  /** A local for a short time. It holds whatever its last user left in it. */
  scratch(type: ValueType): number {
    for (const local of this.#free) {
      if (this.#locals[local] === type) {
        this.#free.delete(local);
        return local;
      }
    }
    const local = this.local(type);
    this.#scratch.add(local);
    return local;
  }

  /** Gives a scratch local back. */
  release(local: number): void {
    if (!this.#scratch.has(local)) throw new AssemblyError(`Local ${local} is no scratch local.`);
    if (this.#free.has(local)) throw new AssemblyError(`Scratch local ${local} was released twice.`);
    this.#free.add(local);
  }

  i32Const(value: number): void {
    this.#instruction(instructions['i32.const']);
    this.#code.signed(value);
  }

  f32Const(value: number): void {
    this.#instruction(instructions['f32.const']);
    this.#code.float32(value);
  }

  /** A vector of float32 lanes; one number stands for four equal lanes. */
  v128Const(lanes: number | Lanes): void {
    this.#instruction(instructions['v128.const']);
    for (const lane of fourLanes(lanes)) this.#code.float32(lane);
  }

  /** A vector of i32 lanes; one number stands for four equal lanes. */
  v128ConstI32(lanes: number | Lanes): void {
    this.#instruction(instructions['v128.const']);
    for (const lane of fourLanes(lanes)) this.#code.int32(lane);
  }

  /** A vector of two equal float64 lanes. */
  v128ConstF64(value: number): void {
    this.#instruction(instructions['v128.const']);
    for (let lane = 0; lane < 2; lane += 1) this.#code.float64(value);
  }

  localGet(local: number): void {
    this.#local(instructions['local.get'], local);
  }

  localSet(local: number): void {
    this.#local(instructions['local.set'], local);
  }

  localTee(local: number): void {
    this.#local(instructions['local.tee'], local);
  }

  globalGet(global: number): void {
    this.#global(instructions['global.get'], global);
  }

  globalSet(global: number): void {
    this.#global(instructions['global.set'], global);
  }

  call(target: FunctionBuilder | ImportedFunction): void {
    this.#instruction(instructions.call);
    this.#code.unsigned(target.index);
  }

  /** A block: a branch to it continues behind it. */
  block(body: () => void, result?: ValueType): void {
    this.#open(instructions.block, result);
    body();
    this.#close();
  }

  /** A loop: a branch to it starts its body again; without a branch it ends. */
  loop(body: () => void, result?: ValueType): void {
    this.#open(instructions.loop, result);
    body();
    this.#close();
  }

  /** Pops an i32 and runs one of the two bodies. A branch to it continues behind it. */
  if(consequence: () => void, alternative?: () => void, result?: ValueType): void {
    this.#open(instructions.if, result);
    consequence();
    if (alternative) {
      this.#instruction(instructions.else);
      alternative();
    }
    this.#close();
  }

  /** Branches to the block that is `depth` blocks further out; 0 is the innermost. */
  branch(depth: number): void {
    this.#branch(instructions.br, depth);
  }

  /** Pops an i32 and branches if it is not zero. */
  branchIf(depth: number): void {
    this.#branch(instructions.br_if, depth);
  }

  return(): void {
    this.#instruction(instructions.return);
  }

  /** Any instruction without immediates. */
  op(name: Operation): void {
    this.#instruction(operations[name]);
    // These two carry the number of each memory they touch, which is always the only one.
    if (name === 'memory.fill') this.#code.byte(0);
    if (name === 'memory.copy') this.#code.bytes([0, 0]);
  }

  extractLane(shape: 'f32x4' | 'i32x4', lane: number): void {
    this.#instruction(instructions[`${shape}.extract_lane`]);
    this.#lane(lane, 4);
  }

  replaceLane(shape: 'f32x4' | 'i32x4', lane: number): void {
    this.#instruction(instructions[`${shape}.replace_lane`]);
    this.#lane(lane, 4);
  }

  /** Pops two vectors and picks four 32-bit lanes: 0 to 3 are those of the first vector, 4 to 7 those of the second. */
  shuffle(lanes: Lanes): void {
    this.#instruction(instructions['i8x16.shuffle']);
    for (const lane of lanes) {
      checkLane(lane, 8);
      for (let byte = 0; byte < 4; byte += 1) this.#code.byte(4 * lane + byte);
    }
  }

  /** Pops an address. The alignment, in bytes, is a promise that only speeds up; it is natural unless given. */
  load(kind: Load, offset = 0, align?: number): void {
    const { code, size } = loads[kind];
    this.#instruction(code);
    this.#memory(offset, size, align);
  }

  /** Pops an address and, above it, the value. */
  store(kind: Store, offset = 0, align?: number): void {
    const { code, size } = stores[kind];
    this.#instruction(code);
    this.#memory(offset, size, align);
  }

  /** Pops an address and, above it, a vector; gives the vector with one lane loaded. */
  load32Lane(offset: number, lane: number): void {
    this.#instruction(instructions['v128.load32_lane']);
    this.#memory(offset, 4);
    this.#lane(lane, 4);
  }

  /** Pops an address and, above it, a vector, one lane of which is stored. */
  store32Lane(offset: number, lane: number): void {
    this.#instruction(instructions['v128.store32_lane']);
    this.#memory(offset, 4);
    this.#lane(lane, 4);
  }

  /** Writes locals and instructions as the code section has them. */
  encode(into: ByteWriter): void {
    const groups = localGroups(this.#locals.slice(this.parameters.length));
    const body = new ByteWriter();
    body.unsigned(groups.length);
    for (const { type, count } of groups) {
      body.unsigned(count);
      body.byte(valueTypeCodes[type]);
    }
    body.append(this.#code);
    body.byte(instructions.end);
    into.sized(body);
  }

  #instruction(code: number): void {
    if (code <= 0xff) {
      this.#code.byte(code);
    } else {
      this.#code.byte(code >> 12);
      this.#code.unsigned(code & 0xfff);
    }
  }

  #local(code: number, local: number): void {
    if (this.#locals[local] === undefined) {
      throw new AssemblyError(`There is no local ${local}; the function has ${this.#locals.length}.`);
    }
    if (this.#free.has(local)) throw new AssemblyError(`Scratch local ${local} was already released.`);
    this.#instruction(code);
    this.#code.unsigned(local);
  }

  #global(code: number, global: number): void {
    if (this.#globals[global] === undefined) {
      throw new AssemblyError(`There is no global ${global}; the module has ${this.#globals.length}.`);
    }
    this.#instruction(code);
    this.#code.unsigned(global);
  }

  #open(code: number, result: ValueType | undefined): void {
    this.#instruction(code);
    this.#code.byte(result ? valueTypeCodes[result] : emptyBlock);
    this.#depth += 1;
  }

  #close(): void {
    this.#instruction(instructions.end);
    this.#depth -= 1;
  }

  #branch(code: number, depth: number): void {
    // The function itself is the outermost block: a branch to it returns.
    if (!Number.isInteger(depth) || depth < 0 || depth > this.#depth) {
      throw new AssemblyError(`Cannot branch to depth ${depth}: ${this.#depth} blocks are open.`);
    }
    this.#instruction(code);
    this.#code.unsigned(depth);
  }

  #lane(lane: number, count: number): void {
    checkLane(lane, count);
    this.#code.byte(lane);
  }

  #memory(offset: number, size: number, align: number = size): void {
    if (!Number.isInteger(offset) || offset < 0 || offset >= 2 ** 32) {
      throw new AssemblyError(`The offset ${offset} is no unsigned 32-bit integer.`);
    }
    const exponent = Math.log2(align);
    if (!Number.isInteger(exponent) || exponent < 0 || align > size) {
      throw new AssemblyError(`The alignment ${align} is no power of two between 1 and the access's ${size} bytes.`);
    }
    this.#code.unsigned(exponent);
    this.#code.unsigned(offset);
  }
}

function fourLanes(lanes: number | Lanes): Lanes {
  return typeof lanes === 'number' ? [lanes, lanes, lanes, lanes] : lanes;
}

function checkLane(lane: number, count: number): void {
  if (!Number.isInteger(lane) || lane < 0 || lane >= count) {
    throw new AssemblyError(`Lane ${lane} is out of range: there are ${count}.`);
  }
}

/** Runs of locals with the same type, which the encoding counts instead of listing them. */
function localGroups(locals: readonly ValueType[]): { type: ValueType; count: number }[] {
  const groups: { type: ValueType; count: number }[] = [];
  for (const type of locals) {
    const last = groups.at(-1);
    if (last?.type === type) last.count += 1;
    else groups.push({ type, count: 1 });
  }
  return groups;
}
