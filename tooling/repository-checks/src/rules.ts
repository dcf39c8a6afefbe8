/**
 * Which packages of this repository a package may depend on. The rules hold for `dependencies`, `peerDependencies` and
 * every import, a type-only one included. A package without an entry is reported: its place has to be decided.
 */
export const allowedDependencies: Readonly<Record<string, readonly string[] | 'everything'>> = {
  '@pushdown/tensors': [],
  '@pushdown/compiler': ['@pushdown/tensors'],
  '@pushdown/tensorflow': ['@pushdown/tensors'],
  '@pushdown/core': ['@pushdown/tensors'],
  '@pushdown/cells': ['@pushdown/core', '@pushdown/tensors'],
  '@pushdown/memory-structures': ['@pushdown/core', '@pushdown/tensors'],
  '@pushdown/datasets': ['@pushdown/core', '@pushdown/tensors'],
  '@pushdown/freeze-strategies': ['@pushdown/core', '@pushdown/tensors'],
  '@pushdown/evaluation': ['@pushdown/core', '@pushdown/tensors'],
  '@pushdown/training': ['@pushdown/core', '@pushdown/tensors'],
  '@pushdown/studies': ['@pushdown/training', '@pushdown/core', '@pushdown/tensors'],
  '@pushdown/cli': 'everything',
  '@pushdown/plugin-testing': ['@pushdown/core', '@pushdown/tensors'],
  // Its source imports none of them: they are development dependencies, whose versions its templates get.
  'create-pushdown-plugin': 'everything',
};

/** The plugins of this repository. */
export const pluginPackages: readonly string[] = [
  '@pushdown/cells',
  '@pushdown/memory-structures',
  '@pushdown/datasets',
  '@pushdown/freeze-strategies',
  '@pushdown/evaluation',
];

/**
 * The one exception: files below `test/` of these packages may import plugins that the package lists in its
 * `devDependencies`, because a host and a trainer are tested with real cells and memories.
 */
export const packagesTestedWithPlugins: readonly string[] = [
  '@pushdown/core',
  '@pushdown/training',
  '@pushdown/studies',
  '@pushdown/plugin-testing',
];

/** What the tests of those packages may import besides plugins: the engine that experiments use by default. */
export const enginePackages: readonly string[] = ['@pushdown/compiler'];

/** What the tests of plugins may import: the suites that every plugin has to pass. */
export const conformancePackage = '@pushdown/plugin-testing';

/** Packages that talk to a terminal. The source of every other package stays silent. */
export const packagesThatPrint: readonly string[] = ['@pushdown/cli', 'create-pushdown-plugin'];
