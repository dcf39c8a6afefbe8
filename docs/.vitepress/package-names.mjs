import { readFileSync } from 'node:fs';
import { Converter, ReflectionKind } from 'typedoc';

/** A plugin of TypeDoc: modules are called what users import, not by their files. */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
      const [, folder, entry] = /^(.*)\/src(.*)\/index\.ts$/.exec(module.sources[0].fullFileName);
      const { name } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
      module.name = `${name}${entry}`;
    }
  });
}
