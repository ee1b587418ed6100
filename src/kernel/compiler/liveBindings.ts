import ts from 'typescript';
import {
  at,
  constant,
  depthOf,
  hasModifier,
  importBindings,
  isAnonymous,
  isExport,
  isInstantiated,
  isReference,
  isRunFunction,
  isUsed,
  isWithin,
  sharedDeclaration,
  withoutExport,
} from './cellNodes';
import { declaredNames, isVarList, namesOfBinding, type DeclaredName } from './declaredNames';

/** What the JavaScript of a cell needs when it runs. */
export interface TransformedCell {
  /** The variables of the notebook that the cell names. */
  readonly variables: readonly string[];
  /** Where each `await` of the cell's top level stands, as a position in the cell. */
  readonly awaits: readonly number[];
}

/** The name by which a cell's JavaScript calls the kernel, and begins the names of the notebook's variables. */
export const RUNTIME = 'ˑ';

const { factory } = ts;

/**
 * Returns the pass that lets all cells share one variable for each name of their top levels: `let n = 1` becomes
 * `ˑn.v = 1`, and every `n` of the cell `ˑn.v`, so that functions of earlier cells see what later ones assign. Each
 * `await` of the top level becomes a `yield`, at which the cell can be left.
 */
export function liveBindings(checker: ts.TypeChecker, source: ts.SourceFile, start: number) {
  const pass = new LiveBindings(checker, source, start);
  return {
    transform: (() => (file) => pass.run(file)) as ts.TransformerFactory<ts.SourceFile>,
    cell: (): TransformedCell => ({ variables: [...pass.variables], awaits: pass.awaits }),
  };
}

class LiveBindings {
  readonly variables = new Set<string>();
  readonly awaits: number[] = [];
  /** The places that declare names of the top level, the cell's own and those of earlier cells. */
  private readonly shared: Set<ts.Node>;
  private numTemporary = 0;

  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly source: ts.SourceFile,
    private readonly start: number,
  ) {
    const names = declaredNames(source.statements).filter(
      ({ isAmbient, node }) => !isAmbient || node.pos < start,
    );
    this.shared = new Set(names.map(({ node }) => node));
  }

  run(file: ts.SourceFile): ts.SourceFile {
    const own = file.statements.filter(
      (node) => node.getStart(file) >= this.start && !isExport(node),
    );
    const hoisted = own.filter(isRunFunction).flatMap((node) => this.share(node.name.text));
    const body = own.flatMap((node, index) => this.statement(node, index === own.length - 1));
    const known = declaredNames(own).filter((name) => this.isThereFromStart(name));
    const start = known.length > 0 ? [this.reached(known.map(({ name }) => name))] : [];
    return factory.updateSourceFile(file, [...hoisted, ...start, ...body]);
  }

  /** Types are there from the start, and so is a `var` within a block. */
  private isThereFromStart({ node, isAmbient }: DeclaredName): boolean {
    if (isAmbient || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
      return true;
    if (ts.isModuleDeclaration(node)) return !isInstantiated(node);
    const list = ts.findAncestor(node, ts.isVariableDeclarationList);
    return (
      list !== undefined &&
      !(ts.isVariableStatement(list.parent) && list.parent.parent === this.source)
    );
  }

  private statement(node: ts.Statement, isLast: boolean): ts.Statement[] {
    if (ts.isImportDeclaration(node)) return this.importStatements(node);
    if (ts.isImportEqualsDeclaration(node)) return this.importEquals(node);
    if (ts.isVariableStatement(node)) return this.variableStatements(node);
    if (ts.isExportAssignment(node))
      return [factory.createExpressionStatement(this.visit(node.expression))];
    if (ts.isExpressionStatement(node) && isLast)
      return [at(factory.createReturnStatement(this.visit(node.expression)), node)];
    const visited = this.visit(withoutExport(node));
    const name = sharedDeclaration(node);
    return name === undefined ? [visited] : [visited, ...this.share(name)];
  }

  /** `ˑf.v = f`, for what must be declared in place. */
  private share(name: string): ts.Statement[] {
    return [this.assign(this.variable(name), factory.createIdentifier(name)), this.reached([name])];
  }

  private assign(target: ts.Expression, value: ts.Expression): ts.Statement {
    return factory.createExpressionStatement(factory.createAssignment(target, value));
  }

  /** Tells that the cell has come so far that these names are declared. */
  private reached(names: readonly string[]): ts.Statement {
    return factory.createExpressionStatement(
      this.call(
        'reached',
        names.map((name) => factory.createStringLiteral(name)),
      ),
    );
  }

  private call(method: string, args: readonly ts.Expression[]): ts.CallExpression {
    const callee = factory.createPropertyAccessExpression(
      factory.createIdentifier(RUNTIME),
      method,
    );
    return factory.createCallExpression(callee, undefined, args);
  }

  private variable(name: string): ts.PropertyAccessExpression {
    this.variables.add(name);
    return factory.createPropertyAccessExpression(factory.createIdentifier(RUNTIME + name), 'v');
  }

  private temporary(): ts.Identifier {
    return factory.createIdentifier(`${RUNTIME}${++this.numTemporary}`);
  }

  private importStatements(node: ts.ImportDeclaration): ts.Statement[] {
    const required = at(this.call('require', [node.moduleSpecifier]), node);
    if (!node.importClause) return [at(factory.createExpressionStatement(required), node)];
    const bindings = importBindings(node.importClause).filter(({ node: name }) =>
      this.isValue(name),
    );
    const names = declaredNames([node]).map(({ name }) => name);
    if (bindings.length === 0) return [this.reached(names)];
    const module = this.temporary();
    const parts = bindings.map(({ name, from }) => {
      const value =
        from === '*' || from === 'default'
          ? this.call(from === '*' ? 'namespace' : 'defaultOf', [module])
          : factory.createElementAccessExpression(module, factory.createStringLiteral(from));
      return this.assign(this.variable(name), value);
    });
    return [at(constant(module, required), node), ...parts, this.reached(names)];
  }

  private importEquals(node: ts.ImportEqualsDeclaration): ts.Statement[] {
    const { moduleReference: reference, name } = node;
    if (node.isTypeOnly) return [this.reached([name.text])];
    if (!ts.isExternalModuleReference(reference))
      return [this.visit(node), ...this.share(name.text)];
    const value = this.call('require', [reference.expression]);
    return [at(this.assign(this.variable(name.text), value), node), this.reached([name.text])];
  }

  private isValue(name: ts.Identifier): boolean {
    const symbol = this.checker.getSymbolAtLocation(name);
    if (!symbol) return true;
    const target =
      symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    return Boolean(target.flags & ts.SymbolFlags.Value);
  }

  private variableStatements(node: ts.VariableStatement): ts.Statement[] {
    if (hasModifier(node, ts.SyntaxKind.DeclareKeyword)) return [];
    const { declarationList: list } = node;
    return list.declarations.flatMap((declaration) => {
      const names = namesOfBinding(declaration.name).map(({ text }) => text);
      const assigned = this.assignment(declaration, list);
      const done = this.reached(names);
      return assigned
        ? [at(factory.createExpressionStatement(assigned), declaration), done]
        : [done];
    });
  }

  /** The declaration as an assignment; nothing for a `var` without a value. */
  private assignment(
    { name, initializer }: ts.VariableDeclaration,
    list: ts.VariableDeclarationList,
  ): ts.Expression | undefined {
    if (!initializer && isVarList(list)) return undefined;
    const value = initializer ? this.named(name, initializer) : factory.createVoidZero();
    return factory.createAssignment(
      this.target(name),
      isUsed(list) ? this.used(value, list) : value,
    );
  }

  /** What is used is closed when the cell ends. */
  private used(value: ts.Expression, { flags }: ts.VariableDeclarationList): ts.Expression {
    // `await using` has the bits of `using` and of `const`
    const isAwaited = (flags & ts.NodeFlags.Const) !== 0;
    return this.call('use', [value, isAwaited ? factory.createTrue() : factory.createFalse()]);
  }

  /** A function without a name is named after the variable that it is first assigned to. */
  private named(name: ts.BindingName, initializer: ts.Expression): ts.Expression {
    const value = this.visit(initializer);
    if (!ts.isIdentifier(name) || !isAnonymous(initializer)) return value;
    const property = factory.createPropertyAssignment(
      factory.createStringLiteral(name.text),
      value,
    );
    return factory.createElementAccessExpression(
      factory.createObjectLiteralExpression([property]),
      factory.createStringLiteral(name.text),
    );
  }

  /** A declared name or pattern, as something that can be assigned. */
  private target(name: ts.BindingName): ts.Expression {
    if (ts.isIdentifier(name)) return at(this.variable(name.text), name);
    if (ts.isArrayBindingPattern(name))
      return factory.createArrayLiteralExpression(
        name.elements.map((element) =>
          ts.isOmittedExpression(element)
            ? element
            : element.dotDotDotToken
              ? factory.createSpreadElement(this.target(element.name))
              : this.targetWithDefault(element),
        ),
      );
    return factory.createObjectLiteralExpression(
      name.elements.map((element) => this.property(element)),
    );
  }

  private targetWithDefault({ name, initializer }: ts.BindingElement): ts.Expression {
    const target = this.target(name);
    return initializer ? factory.createAssignment(target, this.named(name, initializer)) : target;
  }

  private property(element: ts.BindingElement): ts.ObjectLiteralElementLike {
    if (element.dotDotDotToken) return factory.createSpreadAssignment(this.target(element.name));
    const { propertyName = element.name as ts.Identifier } = element;
    const name = ts.isComputedPropertyName(propertyName) ? this.visit(propertyName) : propertyName;
    return factory.createPropertyAssignment(name, this.targetWithDefault(element));
  }

  private visit<Node extends ts.Node>(node: Node, depth = 0): Node {
    return this.rewrite(node, depth) as Node;
  }

  /** `depth` counts the functions around the node: 0 is the cell itself. */
  private rewrite(node: ts.Node, depth: number): ts.Node {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return node;
    if (ts.isIdentifier(node))
      return this.isShared(node) ? at(this.variable(node.text), node) : node;
    if (ts.isShorthandPropertyAssignment(node)) return this.shorthand(node, depth);
    if (ts.isCallExpression(node)) return this.callExpression(node, depth);
    if (
      ts.isTaggedTemplateExpression(node) &&
      ts.isIdentifier(node.tag) &&
      this.isShared(node.tag)
    ) {
      const { typeArguments, template } = node;
      return factory.updateTaggedTemplateExpression(
        node,
        this.detached(node.tag),
        typeArguments,
        this.visit(template, depth),
      );
    }
    if (ts.isDecorator(node) && ts.isIdentifier(node.expression) && this.isShared(node.expression))
      return factory.updateDecorator(node, this.detached(node.expression));
    if (ts.isAwaitExpression(node)) return this.awaiting(node, depth);
    if (ts.isThrowStatement(node)) return this.throwing(node, depth);
    if (ts.isForOfStatement(node) && node.awaitModifier) return this.forAwait(node, depth);
    if (ts.isLabeledStatement(node)) return this.labeled(node, depth);
    if (depth === 0) {
      const hoisted = this.hoistedVar(node);
      if (hoisted) return hoisted;
    }
    return ts.visitEachChild(
      node,
      (child) => this.rewrite(child, depthOf(node, child, depth)),
      undefined,
    );
  }

  private shorthand(node: ts.ShorthandPropertyAssignment, depth: number): ts.Node {
    const symbol = this.checker.getShorthandAssignmentValueSymbol(node);
    if (!this.isSharedSymbol(symbol, node))
      return ts.visitEachChild(node, (child) => this.rewriteDefault(node, child, depth), undefined);
    const { name, objectAssignmentInitializer: initial } = node;
    const target = at(this.variable(name.text), name);
    const value = initial ? factory.createAssignment(target, this.visit(initial, depth)) : target;
    return at(factory.createPropertyAssignment(factory.createIdentifier(name.text), value), node);
  }

  private rewriteDefault(
    node: ts.ShorthandPropertyAssignment,
    child: ts.Node,
    depth: number,
  ): ts.Node {
    return child === node.name ? child : this.rewrite(child, depth);
  }

  private callExpression(node: ts.CallExpression, depth: number): ts.Node {
    const args = node.arguments.map((argument) => this.visit(argument, depth));
    if (node.expression.kind === ts.SyntaxKind.ImportKeyword)
      return at(this.call('importModule', args), node);
    const { expression, typeArguments } = node;
    const isDirect = ts.isIdentifier(expression) && this.isShared(expression);
    const callee = isDirect ? this.detached(expression) : this.visit(expression, depth);
    return ts.isCallChain(node)
      ? factory.updateCallChain(node, callee, node.questionDotToken, typeArguments, args)
      : factory.updateCallExpression(node, callee, typeArguments, args);
  }

  /** `(0, ˑf.v)`: called without a `this`. */
  private detached(name: ts.Identifier): ts.Expression {
    const value = at(this.variable(name.text), name);
    return factory.createParenthesizedExpression(
      factory.createComma(factory.createNumericLiteral(0), value),
    );
  }

  private awaiting(node: ts.AwaitExpression, depth: number): ts.Node {
    if (depth > 0) {
      const paused = this.call('pause', [this.visit(node.expression, depth)]);
      return factory.updateAwaitExpression(node, at(paused, node.expression));
    }
    return at(this.yielding(this.visit(node.expression), node.expression), node);
  }

  /** What is no error has no stack trace that would tell the line. */
  private throwing(node: ts.ThrowStatement, depth: number): ts.Node {
    const position = factory.createNumericLiteral(node.getStart(this.source) - this.start);
    const thrown = this.call('thrown', [this.visit(node.expression, depth), position]);
    return factory.updateThrowStatement(node, at(thrown, node.expression));
  }

  private yielding(value: ts.Expression, place: ts.Node): ts.Expression {
    const index = this.awaits.push(place.getStart(this.source) - this.start) - 1;
    const pair = factory.createArrayLiteralExpression([factory.createNumericLiteral(index), value]);
    return factory.createParenthesizedExpression(factory.createYieldExpression(undefined, pair));
  }

  /**
   * In a function, a `for await` gives the stop button its turn in each round. At the top level it becomes a `while` that
   * yields, since a generator that is not itself asynchronous has no `for await`.
   */
  private forAwait(node: ts.ForOfStatement, depth: number, label?: ts.Identifier): ts.Node {
    const body = this.visit(node.statement, depth);
    const iterable = this.visit(node.expression, depth);
    if (depth > 0) {
      const turn = factory.createExpressionStatement(
        factory.createAwaitExpression(this.call('pause', [])),
      );
      const block = factory.createBlock([turn, body]);
      return factory.updateForOfStatement(
        node,
        node.awaitModifier,
        this.visit(node.initializer, depth),
        iterable,
        block,
      );
    }
    const stream = this.temporary();
    const method = (name: string) =>
      factory.createCallExpression(
        factory.createPropertyAccessExpression(stream, name),
        undefined,
        [],
      );
    const value = factory.createPropertyAccessExpression(stream, 'value');
    const loop = factory.createWhileStatement(
      this.yielding(method('next'), node.expression),
      factory.createBlock([this.eachValue(node.initializer, value), body]),
    );
    const labeled = label ? factory.createLabeledStatement(label, loop) : loop;
    const close = factory.createExpressionStatement(
      this.yielding(method('close'), node.expression),
    );
    return factory.createBlock([
      constant(stream, this.call('stream', [iterable])),
      factory.createTryStatement(
        factory.createBlock([labeled]),
        undefined,
        factory.createBlock([close]),
      ),
    ]);
  }

  private labeled(node: ts.LabeledStatement, depth: number): ts.Node {
    const { statement, label } = node;
    if (depth === 0 && ts.isForOfStatement(statement) && statement.awaitModifier)
      return this.forAwait(statement, depth, label);
    return factory.updateLabeledStatement(node, label, this.visit(statement, depth));
  }

  private eachValue(initializer: ts.ForInitializer, value: ts.Expression): ts.Statement {
    if (!ts.isVariableDeclarationList(initializer))
      return this.assign(this.visit(initializer), value);
    const [{ name }] = initializer.declarations;
    if (!(initializer.flags & ts.NodeFlags.BlockScoped))
      return this.assign(this.target(name), value);
    const declaration = factory.createVariableDeclaration(
      this.visit(name),
      undefined,
      undefined,
      value,
    );
    return factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList([declaration], initializer.flags),
    );
  }

  /** A `var` in a block or a loop of the cell belongs to the whole cell. */
  private hoistedVar(node: ts.Node): ts.Node | undefined {
    if (ts.isVariableStatement(node) && isVarList(node.declarationList)) {
      const value = this.joined(node.declarationList);
      return value
        ? at(factory.createExpressionStatement(value), node)
        : factory.createEmptyStatement();
    }
    if (!ts.isVariableDeclarationList(node) || !isVarList(node)) return undefined;
    const { parent } = node;
    if (ts.isForInStatement(parent) || ts.isForOfStatement(parent))
      return this.target(node.declarations[0].name);
    return this.joined(node) ?? factory.createVoidZero();
  }

  private joined(list: ts.VariableDeclarationList): ts.Expression | undefined {
    const values = list.declarations.flatMap(
      (declaration) => this.assignment(declaration, list) ?? [],
    );
    return values.length > 0
      ? values.reduce((left, right) => factory.createComma(left, right))
      : undefined;
  }

  private isShared(node: ts.Identifier): boolean {
    return isReference(node) && this.isSharedSymbol(this.checker.getSymbolAtLocation(node), node);
  }

  private isSharedSymbol(symbol: ts.Symbol | undefined, place: ts.Node): boolean {
    const declaration = symbol?.declarations?.find((found) => this.shared.has(found));
    // Within its own body a class has its name before the notebook has it
    return (
      declaration !== undefined &&
      !(ts.isClassDeclaration(declaration) && isWithin(place, declaration))
    );
  }
}
