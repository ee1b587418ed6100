import ts from 'typescript';
import { codeCells, hasTag, joinText, splitText, type Notebook } from './notebook';

/** What a settable constant holds. */
type ParameterKind = 'number' | 'string' | 'boolean';

/** A constant of the cell tagged `parameters`: `const epochs = 8;`. */
export interface Parameter {
  readonly name: string;
  readonly kind: ParameterKind;
  /** Where its value stands in the cell's source. */
  readonly start: number;
  readonly end: number;
}

/** The constants of a notebook that can be set: those of its `parameters` cell that hold a plain value. */
export function findParameters(notebook: Notebook): Parameter[] {
  const cell = parametersCell(notebook);
  return cell ? parametersIn(joinText(cell.source)) : [];
}

/**
 * Returns a copy of a notebook whose constants have other values. Keys that the notebook does not have are passed over.
 * @param values text as typed after `--set key=`
 * @throws TypeError when a value is not of the constant's kind
 * @example
 * setParameters(notebook, { epochs: '2' }).cells[2].source //=> [ 'const epochs = 2;' ]
 */
export function setParameters(
  notebook: Notebook,
  values: Readonly<Record<string, string>>,
): Notebook {
  const copy = structuredClone(notebook);
  const cell = parametersCell(copy);
  if (!cell) return copy;
  const source = joinText(cell.source);
  const wanted = parametersIn(source).filter(({ name }) => Object.hasOwn(values, name));
  cell.source = splitText(
    wanted.reduceRight((text, parameter) => {
      const literal = toLiteral(parameter, values[parameter.name]);
      return text.slice(0, parameter.start) + literal + text.slice(parameter.end);
    }, source),
  );
  return copy;
}

function parametersCell(notebook: Notebook) {
  return codeCells(notebook).find(({ cell }) => hasTag(cell, 'parameters'))?.cell;
}

function parametersIn(source: string): Parameter[] {
  const file = ts.createSourceFile('parameters.ts', source, ts.ScriptTarget.ES2022, true);
  return file.statements
    .filter(ts.isVariableStatement)
    .flatMap((statement) =>
      statement.declarationList.declarations.flatMap((declaration) => toParameter(declaration)),
    );
}

function toParameter({ name, initializer }: ts.VariableDeclaration): Parameter[] {
  if (!ts.isIdentifier(name) || !initializer) return [];
  const kind = kindOf(initializer);
  return kind
    ? [{ name: name.text, kind, start: initializer.getStart(), end: initializer.getEnd() }]
    : [];
}

function kindOf(node: ts.Expression): ParameterKind | undefined {
  if (ts.isNumericLiteral(node)) return 'number';
  if (ts.isPrefixUnaryExpression(node) && ts.isNumericLiteral(node.operand)) return 'number';
  if (ts.isStringLiteralLike(node)) return 'string';
  const { kind } = node;
  return kind === ts.SyntaxKind.TrueKeyword || kind === ts.SyntaxKind.FalseKeyword
    ? 'boolean'
    : undefined;
}

function toLiteral({ name, kind }: Parameter, value: string): string {
  if (kind === 'string') return quote(value);
  if (kind === 'boolean' && /^(true|false)$/.test(value)) return value;
  if (kind === 'number' && value.trim() !== '' && Number.isFinite(Number(value)))
    return String(Number(value));
  const example = kind === 'number' ? `${name}=8` : `${name}=true`;
  throw new TypeError(
    `${name} is a ${kind}, but --set gave "${value}"; write for example --set ${example}`,
  );
}

/** A string literal in single quotes: JSON's escapes keep any value from ending the literal. */
function quote(value: string): string {
  const inner = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"');
  return `'${inner.replaceAll("'", "\\'")}'`;
}
