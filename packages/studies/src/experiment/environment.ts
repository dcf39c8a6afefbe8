import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import type { Engine } from '@pushdown/core';

/** Where a run took place, as far as it may explain a number or a timing. It names no person, host or path. */
export interface Environment {
  readonly pushdown: string;
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly engine: { readonly name: string; readonly precision: string };
}

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

export function describeEnvironment(engine: Engine): Environment {
  return {
    pushdown: version,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    engine: { name: engine.name, precision: engine.precision },
  };
}
