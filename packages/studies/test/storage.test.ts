import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runExperiment } from '@pushdown/studies';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import createTestLab from './fixtures/laboratory.mjs';
import { tiny } from './fixtures/tiny.ts';

/** Which operations of the file system fail, as those of a full disk or a read-only one do; set by the tests. */
const failing = vi.hoisted(() => ({ code: 'ENOSPC', left: Number.POSITIVE_INFINITY }));

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const fail = (): void => {
    if (failing.left-- <= 0) throw Object.assign(new Error(`${failing.code}: injected`), { code: failing.code });
  };
  return {
    ...real,
    open: async (...given: Parameters<typeof real.open>) => {
      if (given[1] !== 'w') return real.open(...given);
      fail();
      const file = await real.open(...given);
      const writeFile = file.writeFile.bind(file);
      file.writeFile = async (content, ...more) => {
        // As a disk that fills up does: a part is there already.
        await writeFile((content as Uint8Array).slice(0, 5));
        fail();
        return real.writeFile(given[0], content as Uint8Array, ...(more as []));
      };
      return file;
    },
    rename: async (...given: Parameters<typeof real.rename>) => {
      fail();
      return real.rename(...given);
    },
    appendFile: async (path: string, text: string) => {
      try {
        fail();
      } catch (error) {
        await real.appendFile(path, text.slice(0, 7));
        throw error;
      }
      return real.appendFile(path, text);
    },
  };
});

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pushdown-storage-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a run that cannot write', () => {
  it.each([
    ['ENOSPC', 'the disk is full \\(ENOSPC\\)'],
    ['EROFS', 'the file system is read-only \\(EROFS\\)'],
    ['EACCES', 'permission is denied \\(EACCES\\)'],
  ])('says so in one message, leaves nothing half written, and can be resumed: %s', async (code, reason) => {
    const lab = await createTestLab();
    const run = (name: string, resume: boolean) =>
      runExperiment({ experiment: tiny, lab, folder: join(folder, name), resume });
    failing.left = Number.POSITIVE_INFINITY;
    const expected = await run('whole', false);
    failing.code = code;
    let failures = 0;
    // Fails at the first operation, at the second, and so on, until there are no more.
    for (let operations = 0; ; operations += 2) {
      const name = `fails-${operations}`;
      failing.left = operations;
      const error = await run(name, false).then(
        () => undefined,
        (reason: Error) => reason,
      );
      failing.left = Number.POSITIVE_INFINITY;
      if (error === undefined) break;
      failures++;
      expect(error.name).toBe('StorageError');
      expect(error.message).toMatch(new RegExp(`^cannot write ".*": ${reason}(; the last good checkpoint is ".*")?$`));
      const files = await readdir(join(folder, name), { recursive: true });
      expect(files.filter((file) => file.endsWith('.tmp'))).toEqual([]);
      expect(files).not.toContain('results.json');
      if (files.includes('metrics.jsonl'))
        expect(await readFile(join(folder, name, 'metrics.jsonl'), 'utf8')).toMatch(/^(\{.*\}\n)*$/);
      expect(await run(name, true)).toEqual(expected);
    }
    expect(failures).toBeGreaterThan(12);
  });

  it('says so when its folder cannot be made', async () => {
    await writeFile(join(folder, 'file'), '');
    const run = runExperiment({ experiment: tiny, lab: await createTestLab(), folder: join(folder, 'file', 'run') });
    await expect(run).rejects.toThrow(/^cannot write ".*run": a part of the path is a file/);
  });
});
