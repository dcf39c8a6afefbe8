import { TensorError } from '@pushdown/tensors';
import type { TfTensor } from '../tfjs.ts';

/**
 * A tensor of symbols [strings, length] as a batch of strings, for sessions and evaluations. A negative number ends its
 * string, so that strings of one tensor may have different lengths.
 * @throws TensorError when it is no such tensor, or a symbol is no integer or follows the end of its string.
 */
export function stringsOf(symbols: TfTensor): number[][] {
  if (symbols.shape.length !== 2)
    throw new TensorError(`symbols are a tensor [strings, length], not one of the shape [${symbols.shape.join(', ')}]`);
  const [count, length] = symbols.shape as [number, number];
  const values = symbols.dataSync();
  return Array.from({ length: count }, (_, row) => {
    const string: number[] = [];
    for (let place = 0; place < length; place++) {
      const symbol = values[row * length + place] as number;
      if (symbol < 0) continue;
      const where = `at [${row}, ${place}]`;
      if (!Number.isInteger(symbol)) throw new TensorError(`the symbol ${symbol} ${where} is no integer`);
      if (string.length < place) throw new TensorError(`the symbol ${symbol} ${where} follows the end of its string`);
      string.push(symbol);
    }
    return string;
  });
}
