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
  return source.statements.flatMap((statement) =>
    propertiesIn(statement, /^(Tensor|ParameterDeclaration|LinearLayer)\b/).filter(
      (property) => !/\[.*\]|→/.test(docstringOf(property, checker)),
    ),
  );
}

/** Properties of a type that are tensors or arrays of numbers, and of which neither a docstring nor `@param` says anything. */
export function unexplainedNumbers(declaration: ts.Node, checker: ts.TypeChecker): ts.PropertySignature[] {
  return propertiesIn(declaration, /^(readonly )?(Tensor|Values|(Float64|Float32|Int32|Uint8)Array)\b/).filter(
    (property) => docstringOf(property, checker) === '' && !isParameterDescribed(property, checker),
  );
}

/** Property signatures at any depth of an interface or a type whose own types are of this kind. */
function propertiesIn(declaration: ts.Node, type: RegExp): ts.PropertySignature[] {
  const found: ts.PropertySignature[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) && type.test(node.type?.getText() ?? '')) found.push(node);
    node.forEachChild(visit);
  };
  if (ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration)) visit(declaration);
  return found;
}

function docstringOf(property: ts.PropertySignature, checker: ts.TypeChecker): string {
  const symbol = checker.getSymbolAtLocation(property.name);
  return symbol === undefined ? '' : ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
}

/** Whether the method to whose argument the property belongs describes it: `@param context.hidden …`. */
function isParameterDescribed(property: ts.PropertySignature, checker: ts.TypeChecker): boolean {
  const method = ts.findAncestor(property, ts.isMethodSignature);
  const symbol = method && checker.getSymbolAtLocation(method.name);
  return (symbol?.getJsDocTags(checker) ?? []).some(
    ({ name, text }) =>
      name === 'param' && ts.displayPartsToString(text).split(' ')[0]?.endsWith(`.${property.name.getText()}`),
  );
}
