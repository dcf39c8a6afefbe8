import type { PrimitiveName } from '@pushdown/tensors';
import type { TfTensor } from '../tfjs.ts';
import { broadcasting, stretch } from './broadcast.ts';
import { dataTypes, first, type Translation } from './translation.ts';

/** A kernel of one argument, by the name it has in TensorFlow.js. */
export function unary(kernel: string): Translation<PrimitiveName> {
  return ({ tf }) => {
    const engine = tf.engine();
    return ([x]) => engine.runKernel(kernel, { x: x as TfTensor });
  };
}

/** The same for kernels that some backends have for floats only: integers go through floats, which hold them exactly. */
export function numericUnary(kernel: string): Translation<PrimitiveName> {
  return (application) => {
    const run = unary(kernel)(application);
    if (application.dtype === 'float') return run;
    const { tf } = application;
    return (args) => tf.cast(run([tf.cast(first(args), 'float32')]), 'int32');
  };
}

/** A kernel of two arguments of one type, which it broadcasts. */
export function binary(kernel: string): Translation<PrimitiveName> {
  return ({ tf, shape, argumentShapes }) => broadcasting(tf, kernel, shape, argumentShapes);
}

/** A comparison; TensorFlow orders numbers only, so truth values are compared as integers. */
export function comparison(kernel: string): Translation<PrimitiveName> {
  return (application) => {
    const compare = binary(kernel)(application);
    const { tf, argumentTypes } = application;
    if (argumentTypes[0] !== 'bool') return compare;
    return (args) => compare(args.map((x) => tf.cast(x, 'int32')));
  };
}

export const divNoNan: Translation<'divNoNan'> = (application) => {
  const { tf, shape } = application;
  const engine = tf.engine();
  const divide = binary('RealDiv')(application);
  return (args) => {
    const b = args[1] as TfTensor;
    const zero = tf.scalar(0);
    const isZero: TfTensor = engine.runKernel('Equal', { a: b, b: zero });
    return engine.runKernel('Select', {
      condition: stretch(tf, isZero, shape),
      t: stretch(tf, zero, shape),
      e: divide(args),
    });
  };
};

export const where: Translation<'where'> = ({ tf, shape, dtype }) => {
  const engine = tf.engine();
  // On WebAssembly the kernel writes four bytes for every truth value, beyond the end of what it may write to.
  if (dtype === 'bool') {
    return (args) => {
      const [c, t, e] = args.map((x) => stretch(tf, x, shape)) as [TfTensor, TfTensor, TfTensor];
      const ifTrue: TfTensor = engine.runKernel('LogicalAnd', { a: c, b: t });
      const not: TfTensor = engine.runKernel('LogicalNot', { x: c });
      const ifFalse: TfTensor = engine.runKernel('LogicalAnd', { a: not, b: e });
      return engine.runKernel('LogicalOr', { a: ifTrue, b: ifFalse });
    };
  }
  return (args) => {
    const [condition, t, e] = args.map((x) => stretch(tf, x, shape)) as [TfTensor, TfTensor, TfTensor];
    return engine.runKernel('Select', { condition, t, e });
  };
};

export const cast: Translation<'cast'> = ({ tf, attributes: { dtype } }) => {
  // Not all backends make 1 of every other number that is not 0.
  if (dtype === 'bool') return (args) => tf.notEqual(first(args), tf.zerosLike(first(args)));
  return (args) => tf.cast(first(args), dataTypes[dtype]);
};
