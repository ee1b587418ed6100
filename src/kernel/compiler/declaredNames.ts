import ts from 'typescript';

/** A name that the top level of a cell declares. */
export interface DeclaredName {
  readonly name: string;
  readonly node: ts.Node;
  /** It may be a type, too. */
  readonly isType: boolean;
  /** Declared by `let` or `var`: other cells may assign it. */
  readonly isAssignable: boolean;
  /** Told to the compiler only (`declare`): there is nothing of it when the cell runs. */
  readonly isAmbient: boolean;
  /** Declared by a word such as `export` before it. */
  readonly isExported: boolean;
}

/** Returns what these statements declare at the top level of a cell, a `var` in their blocks included. */
export function declaredNames(statements: readonly ts.Statement[]): DeclaredName[] {
  return statements.flatMap(namesOf);
}

function namesOf(statement: ts.Statement): DeclaredName[] {
  if (ts.isVariableStatement(statement)) {
    const isAssignable = !isConstant(statement.declarationList);
    return namesOfList(statement.declarationList).map((node) =>
      describe(node.text, node.parent, statement, isAssignable),
    );
  }
  if (ts.isImportDeclaration(statement))
    return importedNames(statement).map((node) =>
      describe(node.text, node.parent, statement, false),
    );
  const name = nameOf(statement);
  if (name !== undefined) return [describe(name, statement, statement, false)];
  return hoistedLists(statement).flatMap((list) =>
    namesOfList(list).map((node) => describe(node.text, node.parent, statement, true)),
  );
}

function describe(
  name: string,
  node: ts.Node,
  statement: ts.Statement,
  isAssignable: boolean,
): DeclaredName {
  const has = (kind: ts.SyntaxKind) =>
    ts.canHaveModifiers(statement) &&
    Boolean(ts.getModifiers(statement)?.some((modifier) => modifier.kind === kind));
  const isAmbient = has(ts.SyntaxKind.DeclareKeyword);
  const isType =
    !ts.isVariableDeclaration(node) &&
    !ts.isBindingElement(node) &&
    !ts.isFunctionDeclaration(node);
  return {
    name,
    node,
    isType,
    isAssignable,
    isAmbient,
    isExported: has(ts.SyntaxKind.ExportKeyword),
  };
}

function nameOf(statement: ts.Statement): string | undefined {
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isImportEqualsDeclaration(statement) ||
    (ts.isModuleDeclaration(statement) && !(statement.flags & ts.NodeFlags.GlobalAugmentation));
  return isNamed && statement.name && ts.isIdentifier(statement.name)
    ? statement.name.text
    : undefined;
}

function isConstant(list: ts.VariableDeclarationList): boolean {
  return Boolean(list.flags & (ts.NodeFlags.Const | ts.NodeFlags.Using));
}

function namesOfList(list: ts.VariableDeclarationList): ts.Identifier[] {
  return list.declarations.flatMap(({ name }) => namesOfBinding(name));
}

/** Returns the names in a declared name or pattern. */
export function namesOfBinding(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : namesOfBinding(element.name),
  );
}

function importedNames({ importClause }: ts.ImportDeclaration): ts.Identifier[] {
  if (!importClause) return [];
  const { name, namedBindings } = importClause;
  const inner = !namedBindings
    ? []
    : ts.isNamespaceImport(namedBindings)
      ? [namedBindings.name]
      : namedBindings.elements.map((element) => element.name);
  return name ? [name, ...inner] : inner;
}

/** The lists of `var` in a statement's blocks and loops, none of functions within. */
function hoistedLists(node: ts.Node): ts.VariableDeclarationList[] {
  if (isOwnScope(node)) return [];
  if (isVarList(node)) return [node];
  const found: ts.VariableDeclarationList[] = [];
  ts.forEachChild(node, (child) => void found.push(...hoistedLists(child)));
  return found;
}

/** Returns whether the node declares by `var`. */
export function isVarList(node: ts.Node): node is ts.VariableDeclarationList {
  return ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped);
}

/** Returns whether a `var` within the node stays within it. */
function isOwnScope(node: ts.Node): boolean {
  return (
    ts.isFunctionLike(node) ||
    ts.isClassStaticBlockDeclaration(node) ||
    ts.isModuleDeclaration(node)
  );
}
