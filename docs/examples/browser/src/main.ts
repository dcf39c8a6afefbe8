import { type CurvePoint, drawCurve } from './curve.ts';
import { byId, textOf } from './elements.ts';
import type { Answer, Request, Settings } from './messages.ts';
import { readString } from './read-string.ts';
import { stackPicture } from './stack-picture.ts';
import { stackRows } from './stack-rows.ts';

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const ask = (request: Request): void => worker.postMessage(request);

const run = byId('run', HTMLButtonElement);
const pace = byId('pace', HTMLSelectElement);
const settings = byId('settings', HTMLFormElement);
const input = byId('string', HTMLInputElement);
const curve = byId('curve', HTMLElement);
const stack = stackPicture(byId('stack', HTMLElement), textOf('cell'));

/** Of the initial values and of all strings; the page begins with one whose network finds a use for its stack. */
let seed = 2;
let running = false;
let alphabet: readonly string[] = [];
let points: CurvePoint[] = [];
let looked: Extract<Answer, { kind: 'looked' }> | undefined;
let waiting = false;

function start(): void {
  const chosen = new FormData(settings);
  const frozen = String(chosen.get('frozen')) as Settings['frozen'];
  complain('failure');
  complain('string-error');
  ask({ kind: 'start', settings: { task: String(chosen.get('task')), frozen, seed } });
}

function setRunning(next: boolean): void {
  running = next;
  run.disabled = false;
  run.textContent = running ? 'Pause' : 'Go on';
}

/** Shows what is wrong, or that nothing is. */
function complain(place: 'failure' | 'string-error', message = ''): void {
  textOf(place)(message);
  byId(place, HTMLElement).hidden = message === '';
  if (place === 'string-error') input.setAttribute('aria-invalid', String(message !== ''));
}

function hear(answer: Answer): void {
  if (answer.kind === 'started') {
    // What came before belongs to the network before.
    points = [];
    looked = undefined;
    alphabet = answer.alphabet;
    input.value = answer.string.map((symbol) => alphabet[symbol]).join('');
    textOf('size')(`The network has ${answer.parameterCount} parameters.`);
    setRunning(true);
  } else if (answer.kind === 'trained') points.push({ step: answer.step, ...answer.score });
  else if (answer.kind === 'looked') looked = answer;
  else {
    setRunning(false);
    if (answer.kind === 'failed') complain('failure', `Training stopped: ${answer.message}`);
  }
  // The worker may be faster than the screen.
  if (!waiting) requestAnimationFrame(draw);
  waiting = true;
}

function draw(): void {
  waiting = false;
  drawCurve(curve, points);
  const last = points.at(-1);
  if (last !== undefined) {
    textOf('step')(String(last.step));
    for (const name of ['network', 'bigram', 'bound'] as const) textOf(name)(last[name].toFixed(3));
  }
  if (looked === undefined) return;
  const { string, steps, inLanguage } = looked;
  stack.show(
    string.map((symbol) => alphabet[symbol] ?? '?'),
    stackRows(steps, alphabet),
  );
  textOf('string-note')(
    inLanguage ? 'The string below is in the language.' : 'The string below is not in the language.',
  );
}

worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => hear(data));
// Without a message the worker did not even begin.
worker.addEventListener('error', ({ message = 'its worker could not be loaded.' }) =>
  hear({ kind: 'failed', message }),
);
addEventListener('resize', draw);
run.addEventListener('click', () => {
  setRunning(!running);
  ask({ kind: 'run', running });
});
pace.addEventListener('change', () => ask({ kind: 'pace', stepsPerPicture: Number(pace.value) }));
settings.addEventListener('change', ({ target }) => {
  if (target !== pace) start();
});
settings.addEventListener('submit', (event) => {
  event.preventDefault();
  seed += 1;
  start();
});
byId('own', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const read = readString(input.value, alphabet);
  complain('string-error', 'error' in read ? read.error : '');
  if ('string' in read) ask({ kind: 'look', string: read.string });
});

start();
