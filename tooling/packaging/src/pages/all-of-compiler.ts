export * as compiler from '@pushdown/compiler';
export * from './all-of-core.ts';
