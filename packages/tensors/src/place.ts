/** How many calls a place looks back through: those of this package's own operations, and one more. */
const depth = 16;

/** The part of V8's `Error` that other engines lack. */
interface StackCapture {
  stackTraceLimit: number;
  readonly captureStackTrace?: (holder: object) => void;
}

const errors = Error as unknown as StackCapture;

/**
 * Where in an author's code an operation was called. Every tensor has one, so what is captured is the raw stack, and text
 * is made of it only when somebody asks.
 */
export class Place {
  readonly #captured: { readonly stack?: string };

  constructor() {
    if (errors.captureStackTrace === undefined) {
      this.#captured = new Error();
      return;
    }
    const limit = errors.stackTraceLimit;
    errors.stackTraceLimit = depth;
    this.#captured = {};
    errors.captureStackTrace(this.#captured);
    errors.stackTraceLimit = limit;
  }

  /** `my-memory.ts:42:17`: file, line and column of the first call from outside this package; undefined if there is none. */
  format(): string | undefined {
    const frames = (this.#captured.stack ?? '').split('\n').flatMap((line) => frameOf(line) ?? []);
    // The innermost call is the one above, in this very file.
    const own = frames[0] === undefined ? '' : folderOf(frames[0].file);
    const author = frames.find(({ file }) => !file.startsWith(own));
    return author === undefined ? undefined : `${author.file.slice(folderOf(author.file).length)}:${author.position}`;
  }
}

interface Frame {
  readonly file: string;
  readonly position: string;
}

/** One line of a stack: `at step (file:1:2)` and `at file:1:2` in V8, `step@file:1:2` elsewhere. */
function frameOf(line: string): Frame | undefined {
  const match = /^\s*at (?:.*? \()?(.+):(\d+:\d+)\)?$/.exec(line) ?? /^(?:[^@]*@)?(.+):(\d+:\d+)$/.exec(line);
  const [, file, position] = match ?? [];
  if (file === undefined || position === undefined) return undefined;
  // Development servers put a version behind the name of a file.
  return { file: file.replace(/\?.*$/, ''), position };
}

/** Everything up to the last slash, with it. */
function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}

let inherited: { readonly place: Place | undefined } | undefined;

/** The place of what is made now: that of the call under way, or the one that `inheritPlace` has set. */
export function currentPlace(): Place | undefined {
  return inherited === undefined ? new Place() : inherited.place;
}

/** Everything that `build` makes gets the given place. */
export function inheritPlace<T>(place: Place | undefined, build: () => T): T {
  const before = inherited;
  inherited = { place };
  try {
    return build();
  } finally {
    inherited = before;
  }
}
