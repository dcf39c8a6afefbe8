import { describe, expect, it } from 'vitest';
import { call } from './call.ts';

describe('pushdown bound', () => {
  it('gives lower bound and bigram values', async () => {
    const { exitCode, stdout, stderr } = await call('bound', 'count-3', '--lengths', '40:80', '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      language: 'count-3',
      lengths: [40, 80],
      validLengths: 13,
      lowerBound: expect.closeTo(1.043, 3),
      lowerBoundLengthKnown: 1,
      bigram: {
        perplexity: expect.closeTo(1.216, 3),
        accuracy: expect.closeTo(0.951, 3),
        trainingLengths: [40, 80],
      },
      exact: true,
    });
  });

  it('fits the bigram predictor on other lengths when asked to', async () => {
    const { stdout } = await call('bound', 'count-3', '--lengths', '40:80', '--training-lengths', '9:30', '--json');
    expect(JSON.parse(stdout).bigram.perplexity).toBeGreaterThan(1.217);
  });

  it('writes a readable table', async () => {
    const { stdout } = await call('bound', 'marked-reverse-and-copy', '--lengths', '40:100');
    expect(stdout).toMatch(/20 valid lengths, exact values\n.*lower bound.* 1\.3017/);
  });

  it.each([
    [
      ['bound', 'count-3', '--lengths', '80:40'],
      '--lengths "80:40": the first length exceeds the second; did you mean 40:80?',
    ],
    [
      ['bound', 'count-3', '--lengths', 'abc'],
      '--lengths "abc": expected two lengths joined by a colon, such as 40:80',
    ],
    [['bound', 'count-3', '--lengths', '40:41'], '--lengths 40:41: count-3 has no string of these lengths'],
    [
      ['bound', 'count-3', '--lengths', '40:80', '--training-lengths', '4:5'],
      '--training-lengths 4:5: count-3 has no string',
    ],
    [['bound', 'count-3'], "required option '--lengths <a:b>' not specified"],
    [['bound', 'count3', '--lengths', '40:80'], 'there is no language "count3"; did you mean "count-3"?'],
    [['bound', 'count-3', '--lengths', '40:80', '--options', '{"n": 2}'], '"n"'],
    [['bound', 'count-3', '--lengths', '40:80', '--options', '{n}'], '--options is not valid JSON'],
  ])('answers %j with one clear message', async (argv, message) => {
    const { exitCode, stdout, stderr } = await call(...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^pushdown: .*\n$/);
  });
});
