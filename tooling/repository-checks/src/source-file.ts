import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export interface Import {
  readonly specifier: string;
  readonly line: number;
}

export interface SourceFile {
  readonly imports: readonly Import[];
  /** Lines that use a member of `console`. */
  readonly consoleLines: readonly number[];
}

export function readSourceFile(root: string, path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false);
  const lineOf = (node: ts.Node) => file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
  const imports: Import[] = [];
  const consoleLines: number[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = importedModule(node);
    if (specifier !== undefined) imports.push({ specifier: specifier.text, line: lineOf(specifier) });
    if (usesConsole(node)) consoleLines.push(lineOf(node));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { imports, consoleLines };
}

/** The name of the module that a node imports, in any of the ways the language offers, where it is a literal. */
function importedModule(node: ts.Node): ts.StringLiteralLike | undefined {
  const name = moduleName(node);
  return name !== undefined && ts.isStringLiteralLike(name) ? name : undefined;
}

function moduleName(node: ts.Node): ts.Node | undefined {
  // import … from, export … from
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  // import x = require(…)
  if (ts.isExternalModuleReference(node)) return node.expression;
  // import('…').Type
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  // declare module '…', which adds to the types of that module
  if (ts.isModuleDeclaration(node)) return node.name;
  // import(…), require(…)
  if (ts.isCallExpression(node) && isImportingFunction(node.expression)) return node.arguments[0];
  return undefined;
}

function isImportingFunction(callee: ts.Node): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}

function usesConsole(node: ts.Node): boolean {
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return false;
  const object = node.expression;
  if (ts.isIdentifier(object)) return object.text === 'console';
  return ts.isPropertyAccessExpression(object) && object.name.text === 'console' && isGlobal(object.expression);
}

function isGlobal(node: ts.Node): boolean {
  return ts.isIdentifier(node) && node.text === 'globalThis';
}
