import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import type { PublishedPackage } from '../repository.ts';
import { contractOf } from './contracts.ts';
import { definesSteps, lacksSource, unexplainedNumbers, withoutShape } from './sources-and-shapes.ts';
import { declaresError, functionOf, thrownBy } from './thrown-errors.ts';

/** The modules that users of packages import, as source files. */
export function entriesOf(packages: readonly PublishedPackage[]): string[] {
  return packages.flatMap(({ folder, manifest }) =>
    Object.values(manifest.exports).flatMap((target) =>
      typeof target === 'string' || target['@pushdown/source'] === undefined
        ? []
        : [join(folder, target['@pushdown/source'])],
    ),
  );
}

/**
 * What the docstrings of modules lack, a line a problem, sorted:
 *
 * - a docstring: of an export, of a method of an exported interface or class, or of a property that holds numbers;
 * - `@throws` with the class of an error that an exported function throws, or a method of an exported interface;
 * - the publication from which a memory, cell, language, loss … comes;
 * - the shape of a parameter or state of a memory or cell.
 *
 * @param folder what paths in the lines are relative to.
 * @throws Error when a file exports nothing.
 */
export function docstringProblems(entries: readonly string[], folder: string): string[] {
  const program = ts.createProgram([...entries], {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ['@pushdown/source'],
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    lib: ['lib.es2023.d.ts'],
    types: [],
  });
  const checker = program.getTypeChecker();
  const problems = new Set<string>();
  const report = (node: ts.Node, problem: string): void => {
    problems.add(`${relative(folder, node.getSourceFile().fileName).replaceAll('\\', '/')}: ${problem}`);
  };
  const docstring = (symbol: ts.Symbol): string =>
    ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
  const exported = new Set(entries.flatMap((entry) => exportsOf(program.getSourceFile(entry), entry, checker)));
  const checkErrors = (
    place: ts.Node,
    described: () => readonly [symbol: ts.Symbol, name: string] | undefined,
  ): void => {
    const body = functionOf(place);
    const errors = body === undefined ? new Set<string>() : thrownBy(body, exported, checker);
    const description = errors.size === 0 ? undefined : described();
    if (description === undefined) return;
    const [symbol, name] = description;
    for (const error of errors)
      if (!declaresError(symbol, error, checker)) report(place, `${name} throws ${error} without @throws`);
  };

  for (const symbol of exported) {
    for (const declaration of symbol.declarations ?? []) {
      const text = docstring(symbol);
      if (text === '') report(declaration, `${symbol.name} has no docstring`);
      if (lacksSource(symbol.name, declaration, text)) report(declaration, `${symbol.name} names no source`);
      checkErrors(declaration, () => [symbol, symbol.name]);
      for (const method of methodsOf(declaration, checker))
        if (docstring(method) === '') report(declaration, `${symbol.name}.${method.name} has no docstring`);
      for (const { name } of unexplainedNumbers(declaration, checker))
        report(declaration, `nothing says what the numbers of ${symbol.name}: ${name.getText()} are`);
    }
  }

  // TypeScript writes all paths with slashes.
  const folders = entries.map((entry) => `${dirname(entry).replaceAll('\\', '/')}/`);
  for (const source of program.getSourceFiles()) {
    if (source.isDeclarationFile || !folders.some((own) => source.fileName.startsWith(own))) continue;
    const visit = (node: ts.Node): void => {
      if (ts.isObjectLiteralElementLike(node))
        checkErrors(node, () => {
          const found = contractOf(node, exported, checker);
          return found && [found.method, `${found.contract.name}.${found.method.name}`];
        });
      node.forEachChild(visit);
    };
    visit(source);
    if (definesSteps(source))
      for (const property of withoutShape(source, checker)) report(source, `${property.name.getText()} has no shape`);
  }
  return [...problems].sort();
}

function exportsOf(source: ts.SourceFile | undefined, file: string, checker: ts.TypeChecker): ts.Symbol[] {
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${file} exports nothing`);
  const originals = (exported: ts.Symbol): ts.Symbol[] => {
    const symbol = (exported.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(exported) : exported;
    // `export * as name` is no declaration: what it holds are.
    return symbol.valueDeclaration !== undefined && ts.isSourceFile(symbol.valueDeclaration)
      ? checker.getExportsOfModule(symbol).flatMap(originals)
      : [symbol];
  };
  return checker.getExportsOfModule(module).flatMap(originals);
}

/** The public methods that an interface or class declares. */
function methodsOf(declaration: ts.Node, checker: ts.TypeChecker): ts.Symbol[] {
  if (!ts.isInterfaceDeclaration(declaration) && !ts.isClassDeclaration(declaration)) return [];
  return [...declaration.members].flatMap((member) => {
    const isMethod = ts.isMethodSignature(member) || ts.isMethodDeclaration(member);
    const hidden = (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) !== 0;
    const symbol = isMethod && !hidden ? checker.getSymbolAtLocation(member.name) : undefined;
    return symbol === undefined ? [] : [symbol];
  });
}
