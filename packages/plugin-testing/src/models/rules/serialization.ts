import { decodeParameters, encodeParameters, type SlotName } from '@pushdown/core';
import { reportProblems } from '../../suite/conformance-error.ts';
import { jsonProblems } from '../../suite/metadata.ts';
import type { Subject } from '../../suite/subject.ts';
import type { Rule } from '../../suite/suite.ts';
import { drawParameters, type ModelSubject } from '../model-subject.ts';

/** Options survive a configuration file, and parameters a checkpoint, from which another process goes on. */
export function serializationRule(subject: ModelSubject, contributed: Subject<SlotName>): Rule {
  return {
    name: 'serialization',
    requires: ['contract'],
    check() {
      const problems = jsonProblems(contributed);
      const model = subject.model();
      const values = drawParameters(model);
      const paths = model.parameters.map(({ path }) => path);
      for (const path of new Set(paths))
        if (paths.indexOf(path) !== paths.lastIndexOf(path)) problems.push(`two parameters share the path ${path}`);
      try {
        const read = decodeParameters(subject.remade(), encodeParameters(model, values));
        for (const [path, expected] of Object.entries(values))
          if (read[path]?.some((value, place) => !Object.is(value, expected[place])) !== false)
            problems.push(`${path} comes back from a checkpoint with other values`);
      } catch (error) {
        problems.push(
          `its checkpoint cannot be read by one made anew from the same options: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      reportProblems(problems);
    },
  };
}
