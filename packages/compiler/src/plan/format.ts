import { format as formatPolynomial, type Polynomial } from '../index-maps/polynomial.ts';
import type { Buffer, Expression, Indirection, Kernel, Loop } from '../loops/kernel.ts';
import { type Plan, sectionNames } from './plan.ts';

/** `b12`. */
export function formatBuffer({ id }: Buffer): string {
  return `b${id}`;
}

export function formatExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'load':
      return `${formatBuffer(expression.buffer)}[${formatPolynomial(expression.offset)}]`;
    case 'constant':
      return String(expression.value);
    case 'index':
      return formatPolynomial(expression.value);
    case 'operation':
      return `${expression.primitive}(${expression.args.map(formatExpression).join(', ')})`;
    case 'reduction':
      return expression.parts
        .map(({ inner, body }) => {
          const within = [...inner.map(formatLoop), ...(expression.overLanes ? ['lanes'] : [])];
          return `${expression.reduction} over ${within.join(', ') || 'nothing'} of ${formatExpression(body)}`;
        })
        .join(' and ');
    case 'masked':
      return `masked(${formatExpression(expression.value)})`;
  }
}

function formatBounds(bounds: readonly Polynomial[], combine: string): string {
  const unique = [...new Set(bounds.map(formatPolynomial))];
  return unique.length === 1 ? (unique[0] as string) : `${combine}(${unique.join(', ')})`;
}

/** `v0 in 0..80`, `block in 0..t by 8`. */
export function formatLoop({ variable, lower, upper, step }: Loop): string {
  return `${variable} in ${formatBounds(lower, 'max')}..${formatBounds(upper, 'min')}${step === undefined ? '' : ` by ${step}`}`;
}

/** One loop nest as text. */
export function formatKernel({ loops, body, lanes, target, offset, indirection }: Kernel): string {
  const around = [...loops.map(formatLoop), ...(lanes === 'each' ? ['each lane'] : [])];
  const place = `${formatBuffer(target)}[${formatPolynomial(offset)}]`;
  const value = indirection === undefined ? `= ${formatExpression(body)}` : formatIndirect(body, indirection);
  return `${around.length === 0 ? '' : `for ${around.join(', ')}: `}${place} ${value}`;
}

function formatIndirect(body: Expression, { operation, row, rows, stride }: Indirection): string {
  const chosen = `row ${formatExpression(row)} of ${formatPolynomial(rows)}, ${formatPolynomial(stride)} apart`;
  return `${operation === 'gather' ? '=' : '+='} ${formatExpression(body)} by ${chosen}`;
}

/** The whole plan as text, for people. */
export function formatPlan({ name, batchSize, laneCount, buffers, sections }: Plan): string {
  const lines = [`plan of ${name}, batch ${batchSize ?? 'none'} in rows of ${laneCount}`, '', 'buffers'];
  for (const buffer of buffers) {
    const sizes = buffer.sizes
      .map((size) => (typeof size === 'number' ? size : `${size.symbol}+${size.offset}`))
      .join(', ');
    lines.push(
      `  ${formatBuffer(buffer)} ${buffer.name}: [${sizes}]${buffer.laneAxis === undefined ? '' : ' by lane'}${buffer.slots === 'one' ? '' : `, one a ${buffer.slots === 'steps' ? 'step' : 'state'}`}`,
    );
  }
  for (const section of sectionNames) {
    lines.push('', section);
    for (const kernel of sections[section]) lines.push(`  ${formatKernel(kernel)}`);
  }
  return lines.join('\n');
}
