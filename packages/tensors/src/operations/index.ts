export * from './arrange.ts';
export * from './compose.ts';
export * from './create.ts';
export * from './elementwise.ts';
export * from './products.ts';
export * from './reduce.ts';
