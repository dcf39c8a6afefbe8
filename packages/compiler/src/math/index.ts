export { emitExp } from './exp.ts';
export { emitLog } from './log.ts';
export { emitLog1p } from './log1p.ts';
export { emitPow } from './pow.ts';
export { emitRound } from './round.ts';
export { emitSigmoid } from './sigmoid.ts';
export { emitTanh } from './tanh.ts';
