import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runPnpm } from './commands.ts';
import { publishedPackages, root } from './repository.ts';

/** Packs every package as it would be published. @returns paths of the tarballs by the names of the packages. */
export function packAll(folder: string): Readonly<Record<string, string>> {
  runPnpm(root, ['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', folder]);
  const files = readdirSync(folder);
  return Object.fromEntries(
    publishedPackages.map(({ name, manifest }) => {
      const file = `${name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`;
      if (!files.includes(file)) throw new Error(`pnpm packed no ${file}`);
      return [name, join(folder, file)];
    }),
  );
}
