export { apply } from './apply.ts';
export { type BackwardGraph, differentiateRecurrence, type RecurrenceGradients } from './backward.ts';
export { type Cotangent, differentiate } from './differentiate.ts';
export type { Dimension, Shape, SizeSymbol, SizeValues, SymbolicSize } from './dimensions.ts';
export {
  capacity,
  difference,
  elementCount,
  entries,
  extend,
  formatShape,
  isSymbolic,
  resolveShape,
  sameShape,
} from './dimensions.ts';
export { TensorError } from './errors.ts';
export type {
  CarryValues,
  ConcreteTensor,
  Execution,
  Executor,
  GradientResult,
  PrepareOptions,
  Run,
  RunResult,
  TrainResult,
  Values,
} from './executor.ts';
export { formatGraph, topologicalOrder } from './graph.ts';
export type { HostProduct, HostProducts, ProductAxis, ProductOperand } from './host-products.ts';
export * from './operations/index.ts';
export type { Attributes, LeafRole, PrimitiveName } from './primitives/attributes.ts';
export { type DerivativeRule, derivatives } from './primitives/derivatives.ts';
export { isExact } from './primitives/exact.ts';
export { type ShapeRule, type Signature, shapeRules } from './primitives/shapes.ts';
export type {
  InitialContext,
  InitialGraph,
  InitialResult,
  InputDeclaration,
  Recurrence,
  RecurrenceDefinition,
  StepContext,
  StepGraph,
  StepResult,
  Tensors,
} from './recurrence.ts';
export { defineRecurrence } from './recurrence.ts';
export { type ReferenceOptions, referenceExecutor } from './reference/executor.ts';
export { formatName, type NumberFormat, roundingOf } from './reference/formats.ts';
export { checkRun } from './reference/run.ts';
export { checkReturned } from './returned.ts';
export {
  type DataType,
  describeTensor,
  isTensor,
  placeOf,
  type Tensor,
  type TensorLike,
  type Trace,
  withPlaceOf,
} from './tensor.ts';
export {
  slotKey,
  traceUpdate,
  type Update,
  type UpdateContext,
  type UpdateDefinition,
  type UpdateResult,
} from './update.ts';
