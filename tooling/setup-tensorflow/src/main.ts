import { cacheFolder, tfjsNodeFolder } from './places.ts';
import { setup } from './setup.ts';

const say = (line: string): void => {
  process.stdout.write(`setup:tensorflow: ${line}\n`);
};

try {
  await setup(tfjsNodeFolder(), cacheFolder(), say);
} catch (error) {
  process.stderr.write(`setup:tensorflow: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
