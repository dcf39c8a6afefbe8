import { Command } from 'commander';
import { authorMemoryCommand } from './commands/author-memory.ts';
import { curvesCommand } from './commands/curves.ts';
import { enginesCommand } from './commands/engines.ts';
import { epochCommand } from './commands/epoch.ts';
import { freezingCommand } from './commands/freezing.ts';
import { languageModelingCommand } from './commands/language-modeling.ts';
import { memoryCommand } from './commands/memory.ts';
import { peersCommand } from './commands/peers.ts';
import { studyCommand } from './commands/study.ts';
import { textCommand } from './commands/text.ts';
import { trainingCommand } from './commands/training.ts';

await new Command('bench')
  .description('benchmarks of training; docs/benchmarks.md says how they measure')
  .addCommand(trainingCommand())
  .addCommand(enginesCommand())
  .addCommand(memoryCommand())
  .addCommand(peersCommand())
  .addCommand(curvesCommand())
  .addCommand(freezingCommand())
  .addCommand(authorMemoryCommand())
  .addCommand(epochCommand())
  .addCommand(languageModelingCommand())
  .addCommand(textCommand())
  .addCommand(studyCommand())
  .parseAsync();
