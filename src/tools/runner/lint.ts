import {
  codeCells,
  formatNotebook,
  hasTag,
  joinText,
  type Cell,
  type MultilineText,
  type Notebook,
  type Output,
} from './notebook';
import { projectRoot } from '../../project';
import { proseByLanguage } from './languages';

/** What breaks a rule for stored notebooks, in words; empty when nothing does. */
type Rule = (notebook: Notebook) => readonly string[];

const MAX_BYTES = 1_000_000;

/** The rules that every stored notebook keeps. */
const RULES: Readonly<Record<string, Rule>> = {
  'starts with prose': findMissingTitle,
  'executed in order': findCountGaps,
  'no errors': findErrors,
  'no stderr': findStderr,
  'no text that differs between runs or machines': findUnstableText,
  'no network': findRemoteContent,
  'alt text': findMissingAlt,
  size: findExcessSize,
  'one parameters cell': findParametersCells,
  'imports alone in one cell': findMixedImports,
};

/** Returns what must not be in a stored notebook, in words; an empty list when all is well. */
export function checkNotebook(notebook: Notebook): string[] {
  return Object.entries(RULES).flatMap(([name, find]) =>
    find(notebook).map((finding) => `${name}: ${finding}`),
  );
}

function findMissingTitle({ cells }: Notebook): string[] {
  const [first] = cells;
  const source = first?.cell_type === 'markdown' ? joinText(first.source) : '';
  return /^# \S/.test(proseByLanguage(source).en ?? source)
    ? []
    : ['the first cell is no text that begins with a title'];
}

function findCountGaps(notebook: Notebook): string[] {
  return codeCells(notebook).flatMap(({ cell, index }, order) => {
    const count = cell.execution_count ?? 'no count';
    return count === order + 1 ? [] : [`cell ${index + 1} has ${count} instead of ${order + 1}`];
  });
}

function findErrors(notebook: Notebook): string[] {
  return findInOutputs(notebook, (output, cell) =>
    output.output_type === 'error' && !hasTag(cell, 'raises-exception')
      ? [`${output.ename}: ${output.evalue}`]
      : [],
  );
}

function findStderr(notebook: Notebook): string[] {
  return findInOutputs(notebook, ({ name, text = '' }) =>
    name === 'stderr' ? [`stderr says "${joinText(text).trim().slice(0, 80)}"`] : [],
  );
}

const unstable: readonly (readonly [string, RegExp])[] = [
  ['a promise that nobody awaited', /\bPromise \{/],
  ['a memory address', /\b0x[0-9a-f]{6,}\b/i],
  [
    'a path of one machine',
    /(?<![\w.~/-])\/(?:home|root|Users|tmp|var|private|mnt|work(?:spaces?)?)\/\w/,
  ],
  ['a path of one machine', /\b[A-Za-z]:\\\w/],
  ['a time of day', /\b\d{4}-\d\d-\d\dT\d\d:\d\d/],
  ['a time of day', /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:[A-Z][a-z]{2}) \d\d \d{4} \d\d:\d\d/],
];

function findUnstableText(notebook: Notebook): string[] {
  return findInOutputs(notebook, (output) => {
    const text = outputText(output);
    const known = unstable.flatMap(([what, pattern]) => {
      const match = pattern.exec(text);
      return match
        ? [`${what} ("${text.slice(match.index, match.index + 40).split('\n')[0]}")`]
        : [];
    });
    return text.includes(projectRoot) ? [...known, `the project's folder (${projectRoot})`] : known;
  });
}

/** What a page fetches by itself when it is opened; a link that the reader may click is no such thing. */
const remoteContent = new RegExp(
  [
    String.raw`<(?:img|script|link|iframe|audio|video|source)\b[^>]*\b(?:src|href)\s*=\s*["']?(?:https?:)?//`,
    String.raw`\burl\(\s*["']?https?:`,
    String.raw`(?:@import|\bfrom)\s+["']https?:`,
  ].join('|'),
  'i',
);

function findRemoteContent(notebook: Notebook): string[] {
  const fromOutputs = findInOutputs(notebook, (output) =>
    remoteContent.test(outputText(output)) ? ['loads from the network'] : [],
  );
  const fromProse = notebook.cells.flatMap((cell, index) => {
    if (cell.cell_type !== 'markdown') return [];
    const source = joinText(cell.source);
    return remoteContent.test(source) || /!\[[^\]]*\]\(\s*https?:/.test(source)
      ? [`cell ${index + 1}: loads from the network`]
      : [];
  });
  return [...fromOutputs, ...fromProse];
}

function findMissingAlt(notebook: Notebook): string[] {
  const fromProse = notebook.cells.flatMap((cell, index) =>
    cell.cell_type === 'markdown'
      ? missingAltInMarkdown(joinText(cell.source)).map(
          (finding) => `cell ${index + 1}: ${finding}`,
        )
      : [],
  );
  return [...findInOutputs(notebook, missingAltInOutput), ...fromProse];
}

function missingAltInOutput({ data = {}, metadata = {} }: Output): string[] {
  if ('application/vnd.plotly.v1+json' in data)
    return missingAltInFigure(data['application/vnd.plotly.v1+json']);
  if ('text/html' in data) return missingAltInHtml(asText(data['text/html']));
  const bitmap = ['image/png', 'image/jpeg'].find((type) => type in data);
  return bitmap && !imageAlt(metadata, bitmap) ? [`a picture (${bitmap}) has no alt text`] : [];
}

function imageAlt(metadata: Record<string, unknown>, type: string): unknown {
  return metadata.alt ?? (metadata[type] as { alt?: string } | undefined)?.alt;
}

function missingAltInFigure(figure: unknown): string[] {
  const alt = (figure as { layout?: { meta?: { alt?: unknown } } }).layout?.meta?.alt;
  return typeof alt === 'string' && alt.trim() !== ''
    ? []
    : ['a figure has no alt text (layout.meta.alt)'];
}

function missingAltInHtml(html: string): string[] {
  const images = html.match(/<img\b[^>]*>/gi) ?? [];
  return images
    .filter((tag) => !/\balt\s*=\s*(?:"[^"]*\S[^"]*"|'[^']*\S[^']*')/i.test(tag))
    .map(() => 'an <img> has no alt text');
}

function missingAltInMarkdown(source: string): string[] {
  const images = source.match(/!\[\s*\]\(/g) ?? [];
  return [
    ...missingAltInHtml(source),
    ...images.map(() => 'a picture has no alt text: write ![words](file)'),
  ];
}

function findExcessSize(notebook: Notebook): string[] {
  const bytes = Buffer.byteLength(formatNotebook(notebook));
  return bytes < MAX_BYTES
    ? []
    : [`${bytes.toLocaleString('en')} bytes, ${MAX_BYTES.toLocaleString('en')} or more`];
}

function findParametersCells(notebook: Notebook): string[] {
  const { length } = codeCells(notebook).filter(({ cell }) => hasTag(cell, 'parameters'));
  return length === 1 ? [] : [`${length} cells are tagged parameters`];
}

function findMixedImports(notebook: Notebook): string[] {
  const importing = codeCells(notebook).filter(({ cell }) =>
    /^import\b/m.test(joinText(cell.source)),
  );
  const mixed = importing.filter(({ cell }) => stripImports(joinText(cell.source)) !== '');
  const tooMany = importing.length > 1 ? [`${importing.length} cells import; one is enough`] : [];
  return [...tooMany, ...mixed.map(({ index }) => `cell ${index + 1} does more than import`)];
}

function stripImports(source: string): string {
  return source
    .replace(/^import\b[^'"]*['"][^'"]*['"];?/gm, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .trim();
}

function findInOutputs(
  notebook: Notebook,
  find: (output: Output, cell: Cell) => readonly string[],
): string[] {
  return codeCells(notebook).flatMap(({ cell, index }) =>
    (cell.outputs ?? [])
      .flatMap((output) => find(output, cell))
      .map((finding) => `cell ${index + 1}: ${finding}`),
  );
}

/** All text of an output that a reader could see: no pictures, and of a figure no numbers. */
function outputText({ text = '', data = {}, evalue = '', traceback = [] }: Output): string {
  const shown = Object.entries(data).map(([type, value]) => shownText(type, value));
  return [joinText(text), ...shown, evalue, ...traceback].join('\n');
}

function shownText(type: string, value: unknown): string {
  if (type.startsWith('application/vnd.plotly'))
    return JSON.stringify((value as { layout?: object }).layout ?? {});
  if (/^image\/(?!svg)/.test(type)) return '';
  return asText(value).replace(/data:image\/[^"')\s]+/g, 'data:');
}

function asText(value: unknown): string {
  return typeof value === 'string' || Array.isArray(value)
    ? joinText(value as MultilineText)
    : JSON.stringify(value);
}
