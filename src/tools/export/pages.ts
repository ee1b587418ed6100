import { LANGUAGES, proseByLanguage } from '../runner/languages';
import { codeCells, joinText, type Notebook } from '../runner/notebook';

/** A notebook as the site presents it. */
export interface Page {
  /** File name without extension. */
  readonly name: string;
  /** In all its languages. */
  readonly title: string;
  /** The first sentence after the title, in markdown, a line for each language; empty when there is none. */
  readonly summary: string;
  /** Whether every code cell has been executed. */
  readonly executed: boolean;
}

/** A link to a page of the site. */
interface Link {
  readonly href: string;
  readonly title: string;
}

/** What the template is told about one page. */
interface PageData {
  readonly title: string;
  /** Whether the page is the table of contents. */
  readonly contents?: boolean;
  readonly home?: Link;
  readonly previous?: Link;
  readonly next?: Link;
}

/** Name of the page that lists the others. */
export const CONTENTS_NAME = 'index';

/** Title and summary of a notebook, from its first markdown cell. */
export function describePage(name: string, notebook: Notebook): Page {
  const first = notebook.cells.find(({ cell_type }) => cell_type === 'markdown');
  const source = joinText(first?.source ?? '').trim();
  const prose = proseByLanguage(source);
  const parts = LANGUAGES.flatMap((language) =>
    prose[language] === undefined ? [] : [{ language, ...splitTitle(prose[language] ?? '') }],
  );
  const { title = name, rest } = splitTitle(source);
  const executed = codeCells(notebook).every(
    ({ cell }) => typeof cell.execution_count === 'number',
  );
  if (parts.length === 0)
    return { name, title: plainText(title), summary: firstSentence(rest), executed };
  return {
    name,
    executed,
    title: parts.map((part) => plainText(part.title ?? name)).join(' / '),
    summary: parts
      .map((part) => `<span lang="${part.language}">${firstSentence(part.rest)}</span>`)
      .join('<br>'),
  };
}

function splitTitle(markdown: string): { readonly title?: string; readonly rest: string } {
  const [, title, rest = ''] = /^#\s+(.+)\n?([^]*)/.exec(markdown) ?? [];
  return { title, rest };
}

/** Markdown without its signs, for titles. */
function plainText(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`]/g, '')
    .trim();
}

/** The first sentence of the first paragraph of prose; headings, lists, pictures and HTML are no prose. */
function firstSentence(markdown: string): string {
  const paragraph =
    markdown
      .split(/\n\s*\n/)
      .map((part) => part.trim())
      .find((part) => /^[^#<!>|\-\s]/.test(part)) ?? '';
  const line = paragraph
    .replace(/\s+/g, ' ')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('**', '');
  return /^.*?(?:[.?!](?=\s|$)|。)/.exec(line)?.[0] ?? line;
}

interface ContentsHeader {
  readonly title: string;
  readonly description: string;
}

/** The notebook that nbconvert turns into the table of contents. */
export function contentsNotebook(
  pages: readonly Page[],
  { title, description }: ContentsHeader,
): Notebook {
  const items = pages.map(
    (page) => `- **${numberOf(page)}** [${page.title}](${page.name}.html)\n  ${page.summary}\n`,
  );
  const source = `# ${title}\n\n${description}\n\n${items.join('\n')}`;
  const cell = { id: 'contents', cell_type: 'markdown', source, metadata: {} };
  return { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

/** The number that a notebook's file name begins with: `07-conv2d` is 7; a dot where there is none. */
function numberOf({ name }: Page): string {
  return /^\d+/.test(name) ? String(parseInt(name, 10)) : '·';
}

/**
 * The text of `site.j2`, by which the template knows the pages and their order.
 * JSON's objects, arrays and strings are literals in Jinja as well.
 */
export function siteTemplate(pages: readonly Page[], siteTitle: string): string {
  const links = pages.map(({ name, title }) => ({ href: `${name}.html`, title }));
  const home = { href: `${CONTENTS_NAME}.html`, title: siteTitle };
  const entries = pages.map(({ name, title }, index): [string, PageData] => [
    name,
    { title, home, previous: links[index - 1], next: links[index + 1] },
  ]);
  const contents: [string, PageData] = [CONTENTS_NAME, { title: siteTitle, contents: true }];
  return `{%- set shared = true -%}\n{%- set pages = ${JSON.stringify(Object.fromEntries([contents, ...entries]))} -%}\n`;
}
