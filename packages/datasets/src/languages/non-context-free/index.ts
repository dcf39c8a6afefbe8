export { count3 } from './count-3.ts';
export { countAndCopy } from './count-and-copy.ts';
export { markedCopy } from './marked-copy.ts';
export { markedReverseAndCopy } from './marked-reverse-and-copy.ts';
export { unmarkedCopy } from './unmarked-copy.ts';
export { unmarkedCopyDifferentAlphabets } from './unmarked-copy-different-alphabets.ts';
export { unmarkedReverseAndCopy } from './unmarked-reverse-and-copy.ts';
