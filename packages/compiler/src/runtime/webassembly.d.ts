// The part of the WebAssembly interface that is used here; the package is compiled without the types of any platform.
declare namespace WebAssembly {
  function validate(bytes: Uint8Array): boolean;
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum?: number });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, Memory | ((value: number) => void)>>);
    readonly exports: Record<string, (steps: number, capacity: number) => void>;
  }
}
