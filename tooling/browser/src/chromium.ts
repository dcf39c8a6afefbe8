import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { run } from './run.ts';

/** No window, nothing of the machine's own settings, and no word to anybody outside. */
export const flags: readonly string[] = [
  '--headless',
  // Chromium refuses its sandbox to root, as which containers run it. It sees only pages of this repository here.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const names = ['chromium', 'chromium-browser', 'google-chrome'];

export type Chromium = { readonly path: string; readonly version: string } | { readonly missing: string };

/** The Chromium of this machine that shows a page. `PUSHDOWN_CHROMIUM` may name one; no other one is then looked for. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): Chromium {
  const own = environment.PUSHDOWN_CHROMIUM;
  const candidates = own === undefined ? names.flatMap((name) => inPath(name, environment.PATH)) : [own];
  const reasons: string[] = [];
  for (const path of candidates) {
    const reason = whyNot(path);
    if (reason === undefined) return { path, version: run(path, ['--version'], { seconds: 30 }).output.trim() };
    reasons.push(`${path}: ${reason}`);
  }
  return { missing: reasons.length === 0 ? `none of ${names.join(', ')} is here` : reasons.join('; ') };
}

/** The file that a command is, if there is one. */
function inPath(name: string, PATH = ''): string[] {
  const file = PATH.split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
  return file === undefined ? [] : [file];
}

/** Lets a browser show a page that computes. @returns why it does not. */
function whyNot(path: string): string | undefined {
  const profile = mkdtempSync(join(tmpdir(), 'pushdown-chromium-'));
  try {
    const page = 'data:text/html,<script>document.write(6*7)</script>';
    const { succeeded, output, reason } = run(path, [...flags, `--user-data-dir=${profile}`, '--dump-dom', page], {
      seconds: 60,
    });
    if (!succeeded) return reason;
    return output.includes('42') ? undefined : 'it does not show a page';
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  }
}
