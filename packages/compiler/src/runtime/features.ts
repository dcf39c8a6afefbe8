import { ModuleBuilder } from '../assembler/index.ts';

/** Whether the runtime accepts instructions that multiply and add at once. */
export function hasRelaxedSimd(): boolean {
  const module = new ModuleBuilder();
  const code = module.function('madd', ['v128'], ['v128']);
  for (let operand = 0; operand < 3; operand++) code.localGet(code.parameter(0));
  code.op('f32x4.relaxed_madd');
  return WebAssembly.validate(module.build());
}
