import { expect, it, vi } from 'vitest';
import { askFor } from '../src/ask.ts';
import { kinds } from '../src/kinds.ts';

const answers = vi.hoisted(() => ({ select: vi.fn(), text: vi.fn(), cancel: vi.fn() }));
vi.mock('@clack/prompts', () => answers);

it('asks only for what is missing', async () => {
  answers.select.mockResolvedValue('language');
  answers.text.mockResolvedValue('mine');
  expect(await askFor({ folder: 'ring', kind: 'memory' }, true)).toEqual({ folder: 'ring', kind: 'memory' });
  expect(answers.select).not.toHaveBeenCalled();
  expect(await askFor({ folder: 'ring' }, true)).toEqual({ folder: 'ring', kind: 'language' });
  expect(answers.text).not.toHaveBeenCalled();
  expect(await askFor({}, true)).toEqual({ folder: 'mine', kind: 'language' });
  expect(answers.select.mock.calls[0]?.[0].options).toEqual(kinds.map((value) => ({ value })));
});

it('stops when the answer is to stop', async () => {
  answers.select.mockResolvedValue(Symbol('cancelled'));
  await expect(askFor({}, true)).rejects.toThrow('stopped');
  expect(answers.cancel).toHaveBeenCalledWith('Nothing was written.');
});
