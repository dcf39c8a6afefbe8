export { ScaffoldError } from './errors.ts';
export { type Kind, kinds } from './kinds.ts';
export { type Scaffolded, type ScaffoldOptions, scaffold } from './scaffold.ts';
