import { apply } from '../apply.ts';
import { operationError } from '../errors.ts';
import { describeTensor, type Tensor } from '../tensor.ts';
import { add } from './elementwise.ts';

/**
 * Sum of products of two tensors over named axes: `einsum('bi,io->bo', x, w)` is a product of matrices. A label that the
 * result lacks is summed over. Axes may have symbolic sizes, so history tables are contracted by this too.
 *
 * @throws TensorError when labels and shapes do not fit.
 */
export function einsum(equation: string, left: Tensor, right: Tensor): Tensor {
  const match = /^([a-zA-Z]*),([a-zA-Z]*)->([a-zA-Z]*)$/.exec(equation);
  if (match === null) throw operationError(`einsum: "${equation}" is not of the form "ab,bc->ac"`);
  const [, first, second, output] = match as unknown as [string, string, string, string];
  return apply('einsum', [left, right], { left: first, right: second, output }, `einsum ${equation}`);
}

/**
 * [..., m, k] times [k, n], or [..., m, k] times [..., k, n] with equal leading axes: [..., m, n].
 * @throws TensorError when the numbers of axes do not fit.
 */
export function matMul(a: Tensor, b: Tensor): Tensor {
  const fail = (message: string): never => {
    throw operationError(`matMul: ${message}; given ${describeTensor(a)} and ${describeTensor(b)}`);
  };
  if (a.shape.length < 2 || b.shape.length < 2) fail('both arguments need at least two axes');
  const lead = 'abcdefgh'.slice(0, a.shape.length - 2);
  const shared = b.shape.length === 2 ? '' : lead;
  if (b.shape.length !== 2 && b.shape.length !== a.shape.length) {
    fail('the second argument needs two axes or as many as the first');
  }
  return apply('einsum', [a, b], { left: `${lead}mk`, right: `${shared}kn`, output: `${lead}mn` }, 'matMul');
}

/** x [..., in] times weights [in, out], plus bias [out]: [..., out]. */
export function linear(x: Tensor, layer: { readonly weights: Tensor; readonly bias?: Tensor }): Tensor {
  const lead = 'abcdefgh'.slice(0, Math.max(0, x.shape.length - 1));
  const product = apply('einsum', [x, layer.weights], { left: `${lead}i`, right: 'io', output: `${lead}o` }, 'linear');
  return layer.bias === undefined ? product : add(product, layer.bias);
}
