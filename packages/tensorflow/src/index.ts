export { backendNames, type TensorflowEngineName } from './backends/load.ts';
export { TensorflowError } from './errors.ts';
export { type TensorflowExecutor, tensorflowExecutor } from './executor.ts';
export { createPredictor, type PredictableModel, type Predictor } from './interoperation/predictor.ts';
export { stringsOf } from './interoperation/strings.ts';
export { tensorflowProducts } from './products.ts';
