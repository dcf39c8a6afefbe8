export { backendNames, type TensorflowEngineName } from './backends/load.ts';
export { TensorflowError } from './errors.ts';
export { type TensorflowExecutor, tensorflowExecutor } from './executor.ts';
