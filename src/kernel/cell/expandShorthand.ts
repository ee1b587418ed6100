import ts from '@tslab/typescript-for-tslab';

/**
 * Writes `{ epochs }` as `{ epochs: epochs }`: tslab does not find a variable of an earlier cell in the short form.
 * Lines stay as they are.
 */
export function expandShorthand(code: string): string {
  const file = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.ES2022, false);
  const names: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isShorthandPropertyAssignment(node)) names.push(node.name);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names.reduceRight(
    (text, name) => `${text.slice(0, name.end)}: ${name.text}${text.slice(name.end)}`,
    code,
  );
}
