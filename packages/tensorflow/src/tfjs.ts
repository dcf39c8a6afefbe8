/** TensorFlow.js' core, which is loaded when an engine is first asked for: this module holds types only. */
export type Tfjs = typeof import('@tensorflow/tfjs-core');
export type TfTensor = import('@tensorflow/tfjs-core').Tensor;
export type TfVariable = import('@tensorflow/tfjs-core').Variable;
export type TfDataType = 'float32' | 'int32' | 'bool';
