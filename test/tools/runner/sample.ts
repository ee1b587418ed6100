import type { Cell, Notebook, Output } from '../../../src/tools/runner/notebook';

/** A markdown cell. */
export function prose(source: string): Cell {
  return { cell_type: 'markdown', source, metadata: {} };
}

/** A markdown cell in both languages. */
export function bilingualProse(en: string, ja: string): Cell {
  return prose(`<div lang="en">\n\n${en}\n\n</div>\n<div lang="ja">\n\n${ja}\n\n</div>`);
}

/** A code cell with its tags and outputs; without a count it has not run. */
export function code(
  source: string,
  {
    tags,
    outputs = [],
    count = null,
  }: { tags?: string[]; outputs?: Output[]; count?: number | null } = {},
): Cell {
  return {
    cell_type: 'code',
    source,
    metadata: tags ? { tags } : {},
    outputs,
    execution_count: count,
  };
}

/** A notebook of the given cells. */
export function notebookOf(...cells: Cell[]): Notebook {
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

/** A notebook that keeps every rule, with these cells in the place of its last. */
export function storedNotebook(...last: Cell[]): Notebook {
  return notebookOf(
    bilingualProse('# A title\n\nA question.', '# 題名\n\n問い。'),
    code("import { loadData } from 'creatures';", { count: 1 }),
    code('const epochs = 8;', { tags: ['parameters'], count: 2 }),
    ...last,
  );
}
