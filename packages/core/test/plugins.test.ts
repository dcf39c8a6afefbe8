import {
  apiVersion,
  createLab,
  defineContribution,
  defineFreezeStrategy,
  defineMemory,
  definePlugin,
  OptionError,
  PluginError,
  referenceEngine,
  validateOptions,
} from '@pushdown/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { tinyMemory } from './tiny-parts.ts';

const ring = defineMemory({
  name: 'ring-buffer',
  description: 'a ring',
  source: 'Nobody 2020',
  options: z.strictObject({ size: z.int().positive(), wrap: z.boolean().default(true) }),
  create: ({ size, wrap }) => ({ ...tinyMemory, name: `ring ${size} ${wrap}` }),
});
const plain = defineMemory({
  name: 'plain',
  description: 'no options',
  options: z.strictObject({}),
  create: () => tinyMemory,
});
const never = defineFreezeStrategy({
  name: 'plain',
  description: 'freezes nothing',
  options: z.strictObject({}),
  create: () => ({ name: 'plain', isFrozen: () => false }),
});
const mine = definePlugin({ name: 'mine', apiVersion: 1, contributions: [ring, plain, never] });
const lab = () => createLab({ plugins: [mine] });

describe('a contribution', () => {
  test('is a factory to be called directly, with defaults', () => {
    expect(ring({ size: 3 }).name).toBe('ring 3 true');
    expect(ring({ size: 3, wrap: false }).name).toBe('ring 3 false');
    expect(plain()).toBe(tinyMemory);
  });

  test('describes itself', () => {
    expect([ring.kind, ring.contributionName, ring.description, ring.source]).toEqual([
      'memory',
      'ring-buffer',
      'a ring',
      'Nobody 2020',
    ]);
    expect(plain.source).toBeUndefined();
  });

  test('answers a wrong option with its name and what was expected', () => {
    expect(() => ring({ size: 'three' as never })).toThrow(OptionError);
    expect(() => ring({ size: 'three' as never })).toThrow(
      /^memory "ring-buffer": size: .*expected number, received string/,
    );
    expect(() => ring({ size: 3, sise: 4 } as never)).toThrow(/^memory "ring-buffer": .*"sise"/);
    expect(() => ring({ size: -1, wrap: 'no', sise: 1 } as never)).toThrow(/size: .*; wrap: .*; .*"sise"/);
    expect(() => ring(undefined as never)).toThrow(/size: /);
  });

  test('paths in nested options are joined by dots', () => {
    const schema = z.object({ layers: z.array(z.object({ size: z.number() })) });
    expect(() => validateOptions('here', schema, { layers: [{ size: 1 }, { size: '2' }] })).toThrow(
      /^here: layers\.1\.size: /,
    );
  });

  test('cannot have an asynchronous schema', () => {
    const late = { '~standard': { version: 1 as const, vendor: 'x', validate: async () => ({ value: {} }) } };
    expect(() => validateOptions('here', late, {})).toThrow('here: its schema validates asynchronously');
  });

  test.each(['Ring', 'ring buffer', 'ring_buffer', '-ring', ''])('cannot have the name "%s"', (name) => {
    expect(() => defineMemory({ name, description: '', options: z.object({}), create: () => tinyMemory })).toThrow(
      `memory "${name}": a name consists of lower-case words`,
    );
  });

  test('cannot have an unknown kind', () => {
    const definition = { kind: 'stack', name: 'x', description: '', options: z.object({}), create: () => tinyMemory };
    expect(() => defineContribution(definition as never)).toThrow(
      'contribution "x": the kind "stack" does not exist; kinds are controller, memory, language',
    );
  });
});

describe('a plugin', () => {
  test('is a frozen value', () => {
    expect(Object.isFrozen(mine)).toBe(true);
    expect(Object.isFrozen(mine.contributions)).toBe(true);
    expect(apiVersion).toBe(1);
  });

  test.each([definePlugin, (plugin: never) => createLab({ plugins: [plugin] })])(
    'for another version of the interface is refused with both versions (%#)',
    (use) => {
      const future = { name: 'future', apiVersion: 2, contributions: [] };
      expect(() => use(future as never)).toThrow(PluginError);
      expect(() => use(future as never)).toThrow(
        'plugin "future" was built for version 2 of the plugin interface, but this is version 1; install a release of it made for version 1',
      );
    },
  );

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'this one has no name'],
    ['null', null, 'this one has no name'],
    ['an empty name', { name: '', apiVersion: 1, contributions: [] }, 'this one has no name'],
    ['no contributions', { name: 'x', apiVersion: 1 }, 'plugin "x": contributions must be an array'],
    [
      'a contribution that is none',
      { name: 'x', apiVersion: 1, contributions: [{}] },
      'plugin "x": every contribution must be made by',
    ],
    [
      'a plain function',
      { name: 'x', apiVersion: 1, contributions: [() => 1] },
      'plugin "x": every contribution must be made by',
    ],
  ])('cannot be %s', (_name, plugin, message) => {
    expect(() => definePlugin(plugin as never)).toThrow(PluginError);
    expect(() => definePlugin(plugin as never)).toThrow(message);
    expect(() => createLab({ plugins: [plugin as never] })).toThrow(message);
  });
});

describe('a laboratory', () => {
  test('lists by name, of one kind or all', () => {
    expect(
      lab()
        .list('memory')
        .map(({ contributionName }) => contributionName),
    ).toEqual(['plain', 'ring-buffer']);
    expect(lab().list()).toHaveLength(3);
    expect(createLab().list()).toEqual([]);
  });

  test('makes what a configuration names', () => {
    expect(lab().create('memory', { type: 'ring-buffer', size: 4 }).name).toBe('ring 4 true');
    expect(lab().create('memory', 'plain')).toBe(tinyMemory);
    expect(lab().create('freeze-strategy', 'plain').name).toBe('plain');
    expect(lab().find('memory', 'plain')).toBe(plain);
  });

  test('takes plugins until it is first used', () => {
    const later = definePlugin({ name: 'later', apiVersion: 1, contributions: [] });
    const used = createLab().use(mine).use(later);
    used.find('memory', 'plain');
    expect(() => used.use(later)).toThrow(
      new PluginError('plugin "later" comes too late: the laboratory is in use; add all plugins before'),
    );
    const listed = createLab();
    listed.list();
    expect(() => listed.use(later)).toThrow('too late');
  });

  test('refuses a name that is taken, naming both plugins, and takes nothing of the second one', () => {
    const other = definePlugin({
      name: 'other',
      apiVersion: 1,
      contributions: [
        defineMemory({ name: 'new', description: '', options: z.object({}), create: () => tinyMemory }),
        plain,
      ],
    });
    const two = lab();
    expect(() => two.use(other)).toThrow(
      new PluginError(
        'plugin "other": the memory "plain" exists already, from plugin "mine"; one of them needs another name',
      ),
    );
    expect(two.list('memory')).toHaveLength(2);
    expect(() => createLab({ plugins: [{ ...mine, contributions: [plain, plain] }] })).toThrow(
      'exists already, from plugin "mine"',
    );
  });

  test('suggests the nearest name', () => {
    expect(() => lab().find('memory', 'ring-bufer')).toThrow(
      new OptionError('there is no memory "ring-bufer"; did you mean "ring-buffer"? (known: plain, ring-buffer)'),
    );
    expect(() => lab().find('memory', 'xyz')).toThrow('there is no memory "xyz" (known: plain, ring-buffer)');
    expect(() => lab().find('language', 'dyck')).toThrow('there is no language "dyck": no plugin contributes any');
  });

  test('answers a wrong configuration with the path to it', () => {
    const create = (reference: unknown) => () => lab().create('memory', reference as never, 'model.memory');
    expect(create({ type: 'ring-buffer', size: 'x' })).toThrow(/^model\.memory: memory "ring-buffer": size: /);
    expect(create('plian')).toThrow('model.memory: there is no memory "plian"; did you mean "plain"?');
    for (const reference of [{ size: 3 }, { type: 3 }, null, undefined, 7, []])
      expect(create(reference)).toThrow(new OptionError('model.memory: needs a "type", the name of a memory'));
  });
});

describe('the reference engine', () => {
  test('runs in any number format', () => {
    expect(referenceEngine().name).toBe('reference');
    expect(referenceEngine({ format: { mantissaBits: 4 }, rounded: 'carry' }).name).toBe(
      'reference (4 mantissa bits, carry only)',
    );
    expect(referenceEngine({ format: { integerBits: 8, fractionBits: 0 } }).name).toBe('reference (fixed point 8.0)');
  });

  test.each([
    { format: 'float8' },
    { format: { mantissaBits: 0 } },
    { format: { integerBits: 26, fractionBits: 26 } },
    { fromat: 'float32' },
  ])('refuses %o', (options) => {
    expect(() => referenceEngine(options as never)).toThrow(OptionError);
  });
});
