export { distinctDyckStrings } from './generator.ts';
export { type SuzgunDyckOptions, suzgunDyck } from './suzgun-dyck.ts';
