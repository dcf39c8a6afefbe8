import type { Expression } from './kernel.ts';

/** An expression rounded to the format of the plan; once is enough. */
export function roundedValue(value: Expression): Expression {
  const isRounded = value.kind === 'operation' && value.primitive === 'round';
  return isRounded ? value : { kind: 'operation', primitive: 'round', args: [value] };
}
