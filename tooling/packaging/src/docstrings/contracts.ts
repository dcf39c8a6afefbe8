import ts from 'typescript';

/** What an interface says about one of its methods. */
export interface MethodContract {
  readonly contract: ts.Symbol;
  readonly method: ts.Symbol;
}

/** The method of which interface a property of an object literal implements, if it is one of the given ones. */
export function contractOf(
  member: ts.ObjectLiteralElementLike,
  contracts: ReadonlySet<ts.Symbol>,
  checker: ts.TypeChecker,
): MethodContract | undefined {
  if (member.name === undefined || !ts.isObjectLiteralExpression(member.parent)) return undefined;
  const method = checker.getContextualType(member.parent)?.getProperty(member.name.getText());
  const declared = method?.declarations?.[0]?.parent;
  if (method === undefined || declared === undefined || !ts.isInterfaceDeclaration(declared)) return undefined;
  const contract = checker.getSymbolAtLocation(declared.name);
  return contract !== undefined && contracts.has(contract) ? { contract, method } : undefined;
}
