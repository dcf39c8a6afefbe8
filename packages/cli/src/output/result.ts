import { toJson } from '@pushdown/studies';
import type { Streams } from './streams.ts';

/** Writes what a command found: the data with `--json`, otherwise the text for people. */
export function writeResult(streams: Streams, json: boolean | undefined, data: unknown, text: () => string): void {
  streams.stdout.write(`${json === true ? toJson(data) : text()}\n`);
}
