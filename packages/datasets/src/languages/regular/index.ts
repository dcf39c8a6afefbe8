export { type CycleNavigationOptions, cycleNavigation } from './cycle-navigation.ts';
export { type ModularArithmeticOptions, modularArithmetic } from './modular-arithmetic.ts';
export { parity } from './parity.ts';
export { type TomitaOptions, tomita } from './tomita.ts';
