export { addition } from './addition.ts';
export { crossedCounts } from './crossed-counts.ts';
export { type EqualCountsOptions, equalCounts } from './equal-counts.ts';
export { type MemorizationOptions, memorization } from './memorization.ts';
export { type MultipleCountsOptions, multipleCounts } from './multiple-counts.ts';
export { type MultiplicationOptions, multiplication } from './multiplication.ts';
