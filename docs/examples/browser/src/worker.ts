import type { Answer, Request } from './messages.ts';
import { readString } from './read-string.ts';
import { type Task, taskNamed } from './tasks.ts';
import { createTraining, type Training } from './training.ts';

/** After so many steps the worker rests, so that a forgotten page does not compute forever. */
const stepsUntilRest = 3000;

let task: Task;
let training: Training | undefined;
let string: readonly number[] = [];
let stepsPerPicture = 10;
let running = false;
/** Of the last turn that was asked for. */
let timer: ReturnType<typeof setTimeout> | undefined;

const answer = (message: Answer): void => postMessage(message);

/** Answers a failure by its message; the network is then as it was, and training stops. */
function carefully(action: () => void): void {
  try {
    action();
  } catch (error) {
    running = false;
    answer({ kind: 'failed', message: (error as Error).message });
  }
}

function show(of: Training): void {
  answer({ kind: 'trained', step: of.step, score: of.measure() });
  look(of);
}

function look(of: Training): void {
  answer({ kind: 'looked', string, inLanguage: task.language.contains(string), steps: of.look(string) });
}

/** A few steps, and then the messages that have arrived meanwhile. */
function turn(): void {
  if (!running || training === undefined) return;
  const before = training.step;
  training.train(stepsPerPicture);
  show(training);
  if (Math.floor(before / stepsUntilRest) < Math.floor(training.step / stepsUntilRest)) {
    running = false;
    answer({ kind: 'rested' });
  }
  ask();
}

function ask(): void {
  clearTimeout(timer);
  if (running) timer = setTimeout(() => carefully(turn));
}

function start(request: Extract<Request, { kind: 'start' }>): void {
  training?.dispose();
  training = undefined;
  task = taskNamed(request.settings.task);
  const { alphabet } = task.language;
  const example = readString(task.example, alphabet);
  string = 'string' in example ? example.string : [];
  training = createTraining(task, request.settings);
  answer({ kind: 'started', alphabet, string, parameterCount: training.parameterCount });
  show(training);
  running = true;
}

addEventListener('message', ({ data: request }: MessageEvent<Request>) =>
  carefully(() => {
    if (request.kind === 'start') start(request);
    else if (request.kind === 'run') running = request.running;
    else if (request.kind === 'pace') stepsPerPicture = request.stepsPerPicture;
    else {
      string = request.string;
      if (training !== undefined) look(training);
    }
    ask();
  }),
);
