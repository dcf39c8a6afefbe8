import type { RunResults } from '../experiment/results.ts';
import { formatNumber } from './format.ts';

/** The best validation score of training, in words. */
export function validationScore({ validationLoss, validationPerplexity }: RunResults['training']): string {
  return validationPerplexity === undefined
    ? `validation loss ${formatNumber(validationLoss)}`
    : `validation perplexity ${formatNumber(validationPerplexity)}`;
}
