import {
  add,
  apply,
  type DataType,
  einsum,
  type LeafRole,
  mul,
  reshape,
  sum,
  type Tensor,
  tanh,
} from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { findPhases } from '../src/plan/phases.ts';

function leaf(role: LeafRole, name: string, shape: readonly number[], dtype: DataType = 'float'): Tensor {
  return apply('leaf', [], { role, name, shape, dtype });
}

const x = leaf('input', 'x', [2, 3]);
const h = leaf('carry', 'h', [2, 3]);
const w = leaf('parameter', 'w', [3, 3]);
const v = leaf('parameter', 'v', [3, 5]);
const g = leaf('gradient', 'state h', [2, 3]);

// h' = tanh(w·w·h + w·x), classified by v.
const squared = einsum('ij,jk->ik', w, w);
const projected = einsum('bi,io->bo', x, w);
const next = tanh(add(einsum('bi,io->bo', h, squared), projected));
const logits = einsum('bi,io->bo', next, v);
const loss = sum(logits);
const backward = mul(g, next);
const earlier = einsum('bo,io->bi', backward, squared);
const weights = einsum('bi,bo->io', h, backward);
const late = reshape(weights, [9]);

const phase = findPhases({ results: [next, loss, earlier, late], next: [next], gradients: [earlier] });

describe('phases', () => {
  const cases: readonly (readonly [string, Tensor, string])[] = [
    ['what only parameters make', squared, 'once'],
    ['the projection of the input', projected, 'before'],
    ['the input', x, 'before'],
    ['the next state', next, 'forward'],
    ['the state', h, 'forward'],
    ['what the next state does not need', logits, 'after'],
    ['the loss', loss, 'after'],
    ['what earlier steps wait for', backward, 'backward'],
    ['the gradient of the state', earlier, 'backward'],
    ['the gradient of weights', weights, 'late'],
    ['what is made of it', late, 'late'],
  ];
  it.each(cases)('%s', (_name, tensor, expected) => {
    expect(phase(tensor)).toBe(expected);
  });

  it('a state that nothing reads again is computed after the loop', () => {
    const alone = findPhases({ results: [next], next: [], gradients: [] });
    expect(alone(next)).toBe('after');
  });
});
