#!/usr/bin/env node
// Behind `npm start` and `npm test`: everything from a fresh checkout to a finished study, or to tested packages, on a
// machine that has only Node and npm. For that reason this file is plain JavaScript without dependencies.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readTestSummary } from './test-summary.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What `npm start` does once the packages are built; `npm start -- --profile x` appends its arguments. */
const mainJob = ['packages/cli/bin/pushdown.js', 'study', 'run'];

// On Windows npx and pnpm are batch files, which only a shell can start. No argument given to them needs quoting.
const shell = process.platform === 'win32';

function heading(text) {
  process.stdout.write(`\n== ${text}\n`);
}

function fail(message, code = 1) {
  process.stderr.write(`\n${message}\n`);
  process.exit(code);
}

/** Runs a command in the repository and returns its exit code. Standard input stays closed: nothing here may ask. */
function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
  if (result.error) fail(`Could not start ${command}: ${result.error.message}`);
  if (result.signal) fail(`${command} was ended by ${result.signal}.`);
  return result.status ?? 1;
}

/** Runs one named step and ends the program with the step's exit code when it fails. */
function step(title, command, args, options) {
  heading(title);
  const code = run(command, args, options);
  if (code !== 0) fail(`Failed: ${title} (exit code ${code}).`, code);
}

function pnpmStep(title, args) {
  step(title, 'pnpm', args, { shell });
}

function checkNodeVersion() {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(manifest.engines.node).map(Number);
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
  if (ownMajor < major || (ownMajor === major && ownMinor < minor)) {
    fail(`Pushdown needs Node ${major}.${minor} or newer; this is Node ${process.versions.node}.`);
  }
}

/**
 * Puts the pinned pnpm first on PATH, so that nested scripts and turbo find it under its name. npx is asked for the
 * PATH it would give a program: unlike corepack, it is present wherever npm is, and it needs no right to write
 * into the directory of Node.
 */
function providePnpm() {
  heading(`Providing ${manifest.packageManager}`);
  const args = [
    '--yes',
    '--prefer-offline',
    `--package=${manifest.packageManager}`,
    '--',
    'node',
    '-p',
    'process.env.PATH',
  ];
  const result = spawnSync('npx', args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', shell });
  if (result.status !== 0) {
    const reason = result.error ? result.error.message : 'see the messages above';
    fail(`Could not obtain ${manifest.packageManager} through npx: is the npm registry reachable? (${reason})`);
  }
  process.env.PATH = result.stdout.trim();
}

function installDependencies() {
  heading('Installing dependencies');
  const code = run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline'], { shell });
  if (code !== 0) {
    fail(`Installing the dependencies failed: is the npm registry reachable? (pnpm install, exit code ${code})`, code);
  }
}

/**
 * Makes tfjs-node work where that is possible. Where it is not, its tests are skipped and say why; where it is, they may not
 * be skipped.
 */
function setUpTensorflow() {
  heading('Setting up TensorFlow');
  if (run(process.execPath, [join('tooling', 'setup-tensorflow', 'dist', 'main.js')]) === 0)
    process.env.PUSHDOWN_REQUIRE_TENSORFLOW = '1';
  else process.stdout.write('The tests of the engine tensorflow will be skipped.\n');
}

/** Installs Chromium where it is missing and can be. The tests of pages are then skipped, or not, as with TensorFlow. */
function setUpChromium() {
  heading('Setting up Chromium');
  if (run(process.execPath, [join('tooling', 'browser', 'dist', 'main.js')]) === 0)
    process.env.PUSHDOWN_REQUIRE_CHROMIUM = '1';
  else process.stdout.write('The tests of pages in a browser will be skipped.\n');
}

/** Runs every test file. The last line printed is `N passed, N failed, N skipped`. */
function runTests() {
  heading('Running tests');
  const folder = mkdtempSync(join(tmpdir(), 'pushdown-test-'));
  const report = join(folder, 'report.json');
  // vitest is started through Node and not through pnpm, because the path of the report may contain spaces.
  const vitest = join('node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  let code = run(process.execPath, args);
  const summary = readTestSummary(report);
  rmSync(folder, { recursive: true, force: true });
  if (summary === undefined) fail('vitest ended without a report.', code || 1);
  if (summary.failed > 0) code ||= 1;
  process.stdout.write(`\n${summary.passed} passed, ${summary.failed} failed, ${summary.skipped} skipped\n`);
  process.exit(code);
}

function prepare() {
  checkNodeVersion();
  providePnpm();
  installDependencies();
  pnpmStep('Building (and type-checking the tests)', ['build']);
}

const commands = {
  start(extraArguments) {
    prepare();
    const args = [...mainJob, ...extraArguments];
    step(`Running: node ${args.join(' ')}`, process.execPath, args);
  },
  test() {
    prepare();
    pnpmStep('Checking format and lint rules', ['lint']);
    pnpmStep('Checking rules of the repository', ['check:repository']);
    pnpmStep('Looking for unused code and for dependencies in two versions', ['check:dependencies']);
    pnpmStep('Checking the spelling of the documentation', ['check:spelling']);
    pnpmStep('Building the documentation', ['docs:build']);
    setUpTensorflow();
    setUpChromium();
    runTests();
  },
};

const [name, ...extraArguments] = process.argv.slice(2);
if (name === undefined || !Object.hasOwn(commands, name)) {
  fail(`Usage: node tooling/bootstrap/run.mjs ${Object.keys(commands).join('|')} [arguments]`, 2);
}
commands[name](extraArguments);
