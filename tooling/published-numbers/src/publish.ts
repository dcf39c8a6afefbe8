import { publishStudy } from './publish-study.ts';

const [folder, destination, command] = process.argv.slice(2);
try {
  if (folder === undefined || destination === undefined || command === undefined)
    throw new Error('expected the folder of a study, the folder to write to, and the command that ran the study');
  await publishStudy({ folder, destination, command });
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
