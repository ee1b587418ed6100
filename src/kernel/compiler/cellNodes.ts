import ts from 'typescript';

const { factory } = ts;

/** Returns how many functions lie around a child, from how many lie around its parent. */
export function depthOf(parent: ts.Node, child: ts.Node, depth: number): number {
  if (
    !ts.isFunctionLike(parent) &&
    !ts.isClassStaticBlockDeclaration(parent) &&
    !ts.isPropertyDeclaration(parent)
  )
    return depth;
  // A computed name and a decorator are computed outside
  const { name } = parent as ts.NamedDeclaration;
  if (child === name || ts.isDecorator(child)) return depth;
  return depth + 1;
}

/** Returns whether the node lies in the ancestor, its decorators apart. */
export function isWithin(node: ts.Node, ancestor: ts.Node): boolean {
  let current: ts.Node | undefined = node;
  while (current && current !== ancestor) {
    // A decorator is computed before the class is there
    if (ts.isDecorator(current) && current.parent === ancestor) return false;
    current = current.parent;
  }
  return current === ancestor;
}

/** Returns whether the identifier stands for the value of a variable. */
export function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (!parent) return false;
  if (ts.isPropertyAccessExpression(parent) || ts.isExpressionWithTypeArguments(parent))
    return parent.expression === node;
  if (ts.isPropertyAssignment(parent) || ts.isEnumMember(parent))
    return parent.initializer === node;
  if (
    ts.isBindingElement(parent) ||
    ts.isVariableDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isPropertyDeclaration(parent)
  )
    return parent.initializer === node;
  if (
    ts.isLabeledStatement(parent) ||
    ts.isBreakOrContinueStatement(parent) ||
    ts.isMetaProperty(parent)
  )
    return false;
  if (ts.isQualifiedName(parent) || ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent))
    return false;
  return (parent as ts.NamedDeclaration).name !== node;
}

/** Returns whether the statement only exports what is declared elsewhere. */
export function isExport(node: ts.Statement): boolean {
  return ts.isExportDeclaration(node);
}

/** Returns whether the statement is a function that is there when the cell runs. */
export function isRunFunction(
  node: ts.Statement,
): node is ts.FunctionDeclaration & { readonly name: ts.Identifier } {
  return (
    ts.isFunctionDeclaration(node) &&
    node.body !== undefined &&
    node.name !== undefined &&
    !hasModifier(node, ts.SyntaxKind.DeclareKeyword)
  );
}

/** The name of a statement that declares in place, and is there at run time. */
export function sharedDeclaration(node: ts.Statement): string | undefined {
  const isShared =
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    (ts.isModuleDeclaration(node) && isInstantiated(node));
  if (!isShared || hasModifier(node, ts.SyntaxKind.DeclareKeyword)) return undefined;
  return node.name && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

/** A namespace of nothing but types leaves nothing behind. */
export function isInstantiated({ body }: ts.ModuleDeclaration): boolean {
  if (!body) return false;
  if (ts.isModuleDeclaration(body)) return isInstantiated(body);
  return (
    ts.isModuleBlock(body) &&
    body.statements.some(
      (node) => !ts.isInterfaceDeclaration(node) && !ts.isTypeAliasDeclaration(node),
    )
  );
}

/** Returns whether a word such as `export` or `declare` stands before the statement. */
export function hasModifier(node: ts.Statement, kind: ts.SyntaxKind): boolean {
  return (
    ts.canHaveModifiers(node) &&
    Boolean(ts.getModifiers(node)?.some((modifier) => modifier.kind === kind))
  );
}

/** `export` means nothing in a cell: every cell sees its names. */
export function withoutExport<Node extends ts.Statement>(node: Node): Node {
  if (!hasModifier(node, ts.SyntaxKind.ExportKeyword)) return node;
  const isKept = (child: ts.Node) =>
    child.kind !== ts.SyntaxKind.ExportKeyword && child.kind !== ts.SyntaxKind.DefaultKeyword;
  return ts.visitEachChild(node, (child) => (isKept(child) ? child : undefined), undefined);
}

/** Returns each name that an import declares as a value, and which part of the module it stands for. */
export function importBindings({ name, namedBindings }: ts.ImportClause) {
  const bindings: { name: string; from: string; node: ts.Identifier }[] = [];
  if (name) bindings.push({ name: name.text, from: 'default', node: name });
  if (namedBindings && ts.isNamespaceImport(namedBindings))
    bindings.push({ name: namedBindings.name.text, from: '*', node: namedBindings.name });
  if (namedBindings && ts.isNamedImports(namedBindings))
    for (const { name: local, propertyName, isTypeOnly } of namedBindings.elements)
      if (!isTypeOnly)
        bindings.push({ name: local.text, from: (propertyName ?? local).text, node: local });
  return bindings;
}

/** Returns whether the expression is a function or a class without a name. */
export function isAnonymous(node: ts.Expression): boolean {
  const inner = ts.skipPartiallyEmittedExpressions(
    ts.isParenthesizedExpression(node) ? node.expression : node,
  );
  return (
    ts.isArrowFunction(inner) ||
    ((ts.isFunctionExpression(inner) || ts.isClassExpression(inner)) && !inner.name)
  );
}

/** Returns `const name = value`. */
export function constant(name: ts.Identifier, value: ts.Expression): ts.Statement {
  const declaration = factory.createVariableDeclaration(name, undefined, undefined, value);
  return factory.createVariableStatement(
    undefined,
    factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const),
  );
}

/** Returns whether the list declares by `using`. */
export function isUsed({ flags }: ts.VariableDeclarationList): boolean {
  return (flags & ts.NodeFlags.Using) !== 0;
}

/** Keeps the place that the new node was made from, for source maps. */
export function at<Node extends ts.Node>(node: Node, place: ts.Node): Node {
  return ts.setSourceMapRange(node, ts.getSourceMapRange(place));
}
