import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findPeer } from '../src/peers/installation.ts';
import { type Peer, peers } from '../src/peers/peer.ts';
import { noResult, resultOf } from '../src/peers/peer-row.ts';
import { problemOf } from '../src/peers/problem.ts';
import { lossDifference } from '../src/peers/same-losses.ts';

const folder = mkdtempSync(join(tmpdir(), 'pushdown-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const inPython: Peer = { name: 'p', language: 'python', script: 'p.py', modules: ['torch'] };
const inNode: Peer = { name: 'n', language: 'node', script: 'n.mjs', modules: ['some-peer', 'its-backend'] };
const places = { python: 'no-such-python', modules: folder };

describe('a peer', () => {
  it.each(peers)('$name has its script', ({ script }) => {
    expect(existsSync(new URL(`../peers/${script}`, import.meta.url))).toBe(true);
  });

  it('is not measured without Python', () => {
    expect(findPeer(inPython, places)).toEqual({ notMeasured: 'not installed: there is no program "no-such-python"' });
  });

  it('is not measured while a module of it is missing, which is named', () => {
    const install = (name: string) => {
      mkdirSync(join(folder, 'node_modules', name), { recursive: true });
      writeFileSync(join(folder, 'node_modules', name, 'package.json'), JSON.stringify({ name, version: '1.2.3' }));
    };
    expect(findPeer(inNode, places)).toEqual({ notMeasured: 'not installed: some-peer, its-backend' });
    install('some-peer');
    expect(findPeer(inNode, places)).toEqual({ notMeasured: 'not installed: its-backend' });
    install('its-backend');
    expect(findPeer(inNode, places)).toEqual({ version: 'some-peer 1.2.3' });
  });

  it('is given all parameters of our model and strings over its alphabet', () => {
    const { strings, parameters, memory } = problemOf('superposition-stack', 2, 5, 1);
    expect(strings.map((string) => string.length)).toEqual([5, 5]);
    expect(memory).toEqual({ type: 'superposition-stack', vectorSize: 10 });
    expect(parameters['memory/superposition-stack/pushedVector/weights']?.shape).toEqual([20, 10]);
    for (const { shape, values } of Object.values(parameters))
      expect(values).toHaveLength(shape.reduce((product, size) => product * size, 1));
  });
});

describe('the row of a peer', () => {
  const measurement = { msPerStep: 2, cpuMsPerStep: 1, compileMs: null, firstStepMs: 9, peakMemoryMB: 100 };
  const ours = { ...measurement, losses: [57.3], msPerStep: 1 };

  it('has our time as a multiple of the time of the peer', () => {
    expect(resultOf([ours], [{ ...measurement, losses: [57.3] }])).toMatchObject({
      ratio: 0.5,
      cpuRatio: 1,
      error: null,
    });
  });

  it('has no numbers where the peer did other work', () => {
    expect(resultOf([ours], [{ ...measurement, losses: [57.4] }])).toEqual({
      ...noResult,
      error: 'its loss at step 1 is 57.4, ours 57.3',
    });
  });

  it('has no numbers where a run failed', () => {
    expect(resultOf([ours], ['ended with status 1'])).toEqual({ ...noResult, error: 'ended with status 1' });
  });
});

describe('losses', () => {
  it('agree within rounding', () => {
    expect(lossDifference([57.3616, 57.2253], [57.3613, 57.225])).toBeUndefined();
  });

  it('that differ, are missing or are no numbers are reported', () => {
    expect(lossDifference([57.3, 57.2], [57.3, 57.3])).toBe('its loss at step 2 is 57.3, ours 57.2');
    expect(lossDifference([57.3, 57.2], [57.3])).toBe('its loss at step 2 is undefined, ours 57.2');
    expect(lossDifference([57.3], [Number.NaN])).toBe('its loss at step 1 is NaN, ours 57.3');
  });
});
