import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type CodeBlock, codeBlocks, documents, relativeLinks, root } from '../src/documents.ts';
import { typeCheck } from '../src/type-check.ts';

const generated = join(root, 'tooling/readme-examples/generated');
const blocks = documents().flatMap(codeBlocks);
const ofLanguage = (language: string): CodeBlock[] => blocks.filter((block) => block.language === language);
const place = ({ document, line }: CodeBlock): string => `${document}:${line}`;
const fileOf = (block: CodeBlock): string => join(generated, `${place(block).replace(/[^a-z0-9]+/gi, '-')}.ts`);

const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts as Record<string, string>;
/** Commands that are part of npm or pnpm, or that a test cannot run because they run the tests. */
const builtIn = new Set(['npm start', 'npm test', 'npm create', 'pnpm install']);

describe('TypeScript examples', () => {
  const examples = ofLanguage('ts');

  beforeAll(() => {
    rmSync(generated, { recursive: true, force: true });
    mkdirSync(generated, { recursive: true });
    for (const block of examples) writeFileSync(fileOf(block), block.code);
  });

  it('are found', () => {
    expect(examples.filter(({ document }) => document === 'README.md').length).toBeGreaterThanOrEqual(2);
  });

  // All of them are one program, which takes a busy machine more than a minute.
  it('type-check', { timeout: 300_000 }, () => {
    expect(typeCheck(examples.map(fileOf))).toEqual([]);
  });

  it.each(examples.map((block) => [place(block), block] as const))('%s runs', async (_place, block) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const lines = block.code.split('console.log(').length - 1;
    await import(/* @vite-ignore */ fileOf(block));
    expect(log.mock.calls.length).toBeGreaterThanOrEqual(lines === 0 ? 0 : 1);
    expect(JSON.stringify(log.mock.calls)).not.toContain('null');
    log.mockRestore();
  });
});

describe('commands', () => {
  const commands = ofLanguage('sh').flatMap((block) =>
    block.code
      .replaceAll('\\\n', ' ')
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((command) => [`${place(block)}: ${command}`, command] as const),
  );

  it.each(commands.filter(([, command]) => !command.startsWith('npx pushdown')))('%s exists', (_place, command) => {
    const [tool, name] = command.split(/\s+/) as [string, string];
    const known = builtIn.has(`${tool} ${name}`) || (['npm', 'pnpm'].includes(tool) && scripts[name] !== undefined);
    expect(known, `"${command}" is no script of package.json`).toBe(true);
  });

  it.each(commands.filter(([, command]) => command.startsWith('npx pushdown')))('%s runs', (_place, command) => {
    expect(existsSync(join(root, 'packages/cli/dist/main.js')), 'commands need a built checkout: pnpm build').toBe(
      true,
    );
    const [, , ...args] = command.split(/\s+/).map((word) => word.replace(/^'(.*)'$/, '$1'));
    const output = execFileSync(process.execPath, [join(root, 'packages/cli/bin/pushdown.js'), ...args], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(output.length).toBeGreaterThan(0);
  });
});

describe('links', () => {
  it.each(
    documents()
      .flatMap(relativeLinks)
      .map((link) => [`${link.document}: ${link.target}`, link.path] as const),
  )('%s', (_name, path) => {
    expect(existsSync(path)).toBe(true);
  });
});
