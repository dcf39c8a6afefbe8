import ts from 'typescript';

/** Who make what comes from publications. */
const makers = /^define(Memory|Controller|Language|Transduction|Corpus|Optimizer|Evaluation)$/;

/** Types whose docstring names publications although nothing makes them. */
const cited: ReadonlySet<string> = new Set(['LossName']);

const year = /\b(19|20)\d\d\b/;

/** Whether something from a publication names none: no `source` where it is made, and no year in its docstring. */
export function lacksSource(name: string, declaration: ts.Node, docstring: string): boolean {
  if (year.test(docstring)) return false;
  if (cited.has(name)) return true;
  if (!ts.isVariableDeclaration(declaration)) return false;
  const { initializer } = declaration;
  if (initializer === undefined || !ts.isCallExpression(initializer)) return false;
  if (!makers.test(initializer.expression.getText())) return false;
  const [definition] = initializer.arguments;
  const named = (property: ts.ObjectLiteralElementLike): boolean => property.name?.getText() === 'source';
  return !(definition !== undefined && ts.isObjectLiteralExpression(definition) && definition.properties.some(named));
}

/** Files that write a time step. */
export function definesSteps(source: ts.SourceFile): boolean {
  return /\bdefine(Memory|Controller)\(/.test(source.text);
}

/** Parameters and states of the steps of a file whose docstrings do not say a shape, as `[B, m]` or `H → m`. */
export function withoutShape(source: ts.SourceFile, checker: ts.TypeChecker): ts.PropertySignature[] {
  const found: ts.PropertySignature[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isPropertySignature(node) &&
      /^(Tensor|ParameterDeclaration|LinearLayer)\b/.test(node.type?.getText() ?? '')
    ) {
      const symbol = checker.getSymbolAtLocation(node.name);
      const text = symbol === undefined ? '' : ts.displayPartsToString(symbol.getDocumentationComment(checker));
      if (!/\[.*\]|→/.test(text)) found.push(node);
    }
    node.forEachChild(visit);
  };
  for (const statement of source.statements)
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) visit(statement);
  return found;
}
