import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** What interfaces of a folder's sources say about their members, by interface and member; inherited members are included. */
export function memberDocstrings(folder: string): (name: string) => ReadonlyMap<string, string> {
  const interfaces = new Map<string, ts.InterfaceDeclaration>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const source = ts.createSourceFile(file, readFileSync(join(folder, file), 'utf8'), ts.ScriptTarget.ES2023, true);
    for (const statement of source.statements)
      if (ts.isInterfaceDeclaration(statement)) interfaces.set(statement.name.text, statement);
  }
  const membersOf = (name: string): ReadonlyMap<string, string> => {
    const declaration = interfaces.get(name);
    if (declaration === undefined) throw new Error(`${folder} declares no interface ${name}`);
    const inherited = (declaration.heritageClauses ?? []).flatMap(({ types }) =>
      types.flatMap(({ expression }) => [...membersOf(expression.getText())]),
    );
    const own = declaration.members.map((member) => [member.name?.getText() ?? '', docstringOf(member)] as const);
    return new Map([...inherited, ...own]);
  };
  return membersOf;
}

function docstringOf(member: ts.TypeElement): string {
  return ts
    .getJSDocCommentsAndTags(member)
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
    .join(' ')
    .replace(/\s+/g, ' ');
}
