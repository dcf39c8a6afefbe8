import { join } from 'node:path';
import ts from 'typescript';
import type { PublishedPackage } from './repository.ts';

/** What users of packages can import, as text by the name of the package: every export as it is declared, without comments. */
export function apiReports(packages: readonly PublishedPackage[]): ReadonlyMap<string, string> {
  const entries = packages.flatMap(({ name, folder, manifest }) =>
    Object.entries(manifest.exports).flatMap(([path, target]) =>
      typeof target === 'string' || target.types === undefined
        ? []
        : [{ name, title: path === '.' ? name : `${name}/${path.slice(2)}`, file: join(folder, target.types) }],
    ),
  );
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      skipLibCheck: true,
      types: [],
    },
  );
  const checker = program.getTypeChecker();
  const printer = ts.createPrinter({ removeComments: true });
  const reports = new Map<string, string>();
  for (const { name, title, file } of entries) {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} exports nothing; is it built?`);
    const declared = checker
      .getExportsOfModule(module)
      .map((symbol) => ({ exported: symbol.name, text: declarationsOf(symbol, checker, printer) }))
      .sort((a, b) => (a.exported < b.exported ? -1 : 1))
      .map(({ exported, text }) => `## ${exported}\n\n\`\`\`typescript\n${text}\n\`\`\``);
    reports.set(name, `${reports.get(name) ?? ''}${[`# ${title}`, ...declared].join('\n\n')}\n`);
  }
  return reports;
}

function declarationsOf(symbol: ts.Symbol, checker: ts.TypeChecker, printer: ts.Printer): string {
  const original = (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
  return (original.declarations ?? [])
    .map((declaration) => {
      // `const` stands two levels above the name that it declares.
      const whole = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
      if (ts.isSourceFile(whole)) return `(the module ${whole.fileName.split('/').slice(-2).join('/')})`;
      return printer.printNode(ts.EmitHint.Unspecified, whole, declaration.getSourceFile());
    })
    .join('\n');
}
