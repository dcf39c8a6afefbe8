import ts from 'typescript';

/** A function, method or arrow function with a body. */
type FunctionWithBody = ts.FunctionLikeDeclaration & { readonly body: ts.ConciseBody };

/** The function that a declaration, or a property of an object, is or holds. */
export function functionOf(node: ts.Node): FunctionWithBody | undefined {
  const holds = ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node);
  const candidate = holds && node.initializer !== undefined ? node.initializer : node;
  const isFunction =
    ts.isFunctionDeclaration(candidate) ||
    ts.isMethodDeclaration(candidate) ||
    ts.isArrowFunction(candidate) ||
    ts.isFunctionExpression(candidate);
  return isFunction && candidate.body !== undefined ? (candidate as FunctionWithBody) : undefined;
}

/**
 * Names of the classes of errors that a function throws: in its body, in functions that it hands to others there, and in functions
 * of the same file that it calls and that are not `documented` themselves. Errors that are variables, such as caught ones, do not
 * count.
 */
export function thrownBy(
  node: FunctionWithBody,
  documented: ReadonlySet<ts.Symbol>,
  checker: ts.TypeChecker,
  visited: Set<ts.Node> = new Set(),
): Set<string> {
  const names = new Set<string>();
  if (visited.has(node)) return names;
  visited.add(node);
  const visit = (inner: ts.Node): void => {
    if (ts.isFunctionLike(inner) && !isArgument(inner)) return;
    if (ts.isThrowStatement(inner) && !ts.isIdentifier(inner.expression)) {
      const error = checker.getTypeAtLocation(inner.expression).getSymbol();
      if (error !== undefined) names.add(error.name);
    }
    if (ts.isCallExpression(inner) && ts.isIdentifier(inner.expression)) {
      const called = checker.getSymbolAtLocation(inner.expression);
      for (const declaration of called === undefined || documented.has(called) ? [] : (called.declarations ?? [])) {
        const local = declaration.getSourceFile() === inner.getSourceFile() ? functionOf(declaration) : undefined;
        if (local !== undefined) for (const name of thrownBy(local, documented, checker, visited)) names.add(name);
      }
    }
    inner.forEachChild(visit);
  };
  visit(node.body);
  return names;
}

/** Whether `@throws` of a docstring names a class of errors or `Error`, which all of them are; for `Error` any class will do. */
export function declaresError(symbol: ts.Symbol, name: string, checker: ts.TypeChecker): boolean {
  const names = name === 'Error' ? /Error\b/ : new RegExp(`\\b(Error|${name})\\b`);
  return symbol
    .getJsDocTags(checker)
    .some((tag) => tag.name === 'throws' && names.test(ts.displayPartsToString(tag.text)));
}

function isArgument(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && node.parent.arguments.some((argument) => argument === node);
}
