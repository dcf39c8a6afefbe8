import { ByteWriter } from './byte-writer.ts';
import { AssemblyError } from './errors.ts';
import { FunctionBuilder, type ImportedFunction } from './function-builder.ts';
import { instructions } from './opcodes.ts';
import { type ValueType, valueTypeCodes } from './value-types.ts';

/** How large a memory is, in pages of 64 KiB. */
export interface MemoryPages {
  readonly minimum: number;
  readonly maximum?: number;
}

/** Where an imported memory or function is found in the object that the module is instantiated with. */
export interface ImportName {
  readonly module: string;
  readonly name: string;
}

interface Memory {
  readonly pages: MemoryPages;
  readonly import?: ImportName;
}

interface Export {
  readonly name: string;
  readonly kind: number;
  readonly index: number;
}

const sections = { type: 1, import: 2, function: 3, memory: 5, global: 6, export: 7, code: 10 } as const;
/** A function of the outside with where it is found. */
interface Import extends ImportedFunction {
  readonly source: ImportName;
}

/** What is imported or exported. */
const exportKinds = { function: 0, memory: 2, global: 3 } as const;
/** More pages than this do not fit 32-bit addresses. */
const mostPages = 65536;

/** A WebAssembly module with at most one memory, mutable i32 globals and functions. */
export class ModuleBuilder {
  #memory: Memory | undefined;
  readonly #exports: Export[] = [];
  readonly #globalNames: string[] = [];
  readonly #globalValues: number[] = [];
  readonly #functions: FunctionBuilder[] = [];
  readonly #imports: Import[] = [];

  /** Imports the memory. */
  importMemory(source: ImportName, pages: MemoryPages): void {
    this.#setMemory({ pages, import: source });
  }

  /** Defines the memory, exported if it has a name. */
  defineMemory(name: string | undefined, pages: MemoryPages): void {
    this.#setMemory({ pages });
    if (name !== undefined) this.#export(name, exportKinds.memory, 0);
  }

  /** A mutable i32, exported by its name. Gives the number that `globalGet` and `globalSet` take. */
  global(name: string, initial = 0): number {
    const index = this.#globalNames.length;
    this.#export(name, exportKinds.global, index);
    this.#globalNames.push(name);
    this.#globalValues.push(initial);
    return index;
  }

  /** Imports a function. Imported functions come before all others. */
  importFunction(
    source: ImportName,
    parameters: readonly ValueType[],
    results: readonly ValueType[] = [],
  ): ImportedFunction {
    if (this.#functions.length > 0) throw new AssemblyError('Functions are imported before others are written.');
    const imported = { source, index: this.#imports.length, parameters, results };
    this.#imports.push(imported);
    return imported;
  }

  /** A function, exported if it has a name. Its body is what is written to the builder before `build`. */
  function(
    name: string | undefined,
    parameters: readonly ValueType[],
    results: readonly ValueType[] = [],
  ): FunctionBuilder {
    const builder = new FunctionBuilder(
      this.#imports.length + this.#functions.length,
      parameters,
      results,
      this.#globalNames,
    );
    if (name !== undefined) this.#export(name, exportKinds.function, builder.index);
    this.#functions.push(builder);
    return builder;
  }

  /** The bytes of the module, as `new WebAssembly.Module` takes them. */
  build(): Uint8Array<ArrayBuffer> {
    const module = new ByteWriter();
    module.bytes([0x00, 0x61, 0x73, 0x6d]);
    module.bytes([0x01, 0x00, 0x00, 0x00]);

    const { types, typeOf } = functionTypes([...this.#imports, ...this.#functions]);
    const memory = this.#memory;
    const imports = [
      ...this.#imports.map(
        (each) => (into: ByteWriter) => writeFunctionImport(into, each, typeOf[each.index] as number),
      ),
      ...(memory?.import ? [(into: ByteWriter) => writeMemoryImport(into, memory)] : []),
    ];
    writeSection(module, sections.type, types, writeFunctionType);
    writeSection(module, sections.import, imports, (into, write) => write(into));
    const ownTypes = typeOf.slice(this.#imports.length);
    writeSection(module, sections.function, ownTypes, (into, type) => into.unsigned(type));
    writeSection(module, sections.memory, memory && !memory.import ? [memory.pages] : [], writePages);
    writeSection(module, sections.global, this.#globalValues, writeGlobal);
    writeSection(module, sections.export, this.#exports, writeExport);
    writeSection(module, sections.code, this.#functions, (into, builder) => builder.encode(into));
    return module.take();
  }

  #setMemory(memory: Memory): void {
    if (this.#memory) throw new AssemblyError('A module has only one memory.');
    const { minimum, maximum = mostPages } = memory.pages;
    if (!(minimum >= 0 && minimum <= maximum && maximum <= mostPages)) {
      throw new AssemblyError(`A memory cannot have ${minimum} to ${maximum} pages: at most ${mostPages}, in order.`);
    }
    this.#memory = memory;
  }

  #export(name: string, kind: number, index: number): void {
    if (this.#exports.some((other) => other.name === name)) {
      throw new AssemblyError(`"${name}" is exported twice.`);
    }
    this.#exports.push({ name, kind, index });
  }
}

/** The distinct types of the functions, and for each function which of them it has. */
function functionTypes(functions: readonly ImportedFunction[]): { types: ImportedFunction[]; typeOf: number[] } {
  const types: ImportedFunction[] = [];
  const positions = new Map<string, number>();
  const typeOf = functions.map((builder) => {
    const key = `${builder.parameters.join()}:${builder.results.join()}`;
    const known = positions.get(key);
    if (known !== undefined) return known;
    positions.set(key, types.length);
    return types.push(builder) - 1;
  });
  return { types, typeOf };
}

/** A section is a list of entries; one without entries is left out. */
function writeSection<Entry>(
  into: ByteWriter,
  id: number,
  entries: readonly Entry[],
  write: (into: ByteWriter, entry: Entry) => void,
): void {
  if (entries.length === 0) return;
  const content = new ByteWriter();
  content.unsigned(entries.length);
  for (const entry of entries) write(content, entry);
  into.byte(id);
  into.sized(content);
}

function writeFunctionType(into: ByteWriter, { parameters, results }: ImportedFunction): void {
  into.byte(0x60);
  for (const types of [parameters, results]) {
    into.unsigned(types.length);
    for (const type of types) into.byte(valueTypeCodes[type]);
  }
}

function writeFunctionImport(into: ByteWriter, { source }: Import, type: number): void {
  into.name(source.module);
  into.name(source.name);
  into.byte(exportKinds.function);
  into.unsigned(type);
}

function writeMemoryImport(into: ByteWriter, memory: Memory): void {
  if (!memory.import) return;
  into.name(memory.import.module);
  into.name(memory.import.name);
  into.byte(exportKinds.memory);
  writePages(into, memory.pages);
}

function writePages(into: ByteWriter, { minimum, maximum }: MemoryPages): void {
  into.byte(maximum === undefined ? 0 : 1);
  into.unsigned(minimum);
  if (maximum !== undefined) into.unsigned(maximum);
}

function writeGlobal(into: ByteWriter, initial: number): void {
  const mutable = 1;
  into.byte(valueTypeCodes.i32);
  into.byte(mutable);
  into.byte(instructions['i32.const']);
  into.signed(initial);
  into.byte(instructions.end);
}

function writeExport(into: ByteWriter, { name, kind, index }: Export): void {
  into.name(name);
  into.byte(kind);
  into.unsigned(index);
}
