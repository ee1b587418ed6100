import { describe } from '../../check';
import { japaneseClassName } from '../../data/classNames';

/** The same words in both languages of the notebooks. */
export interface Bilingual {
  readonly en: string;
  readonly ja: string;
}

/** Words of a figure: in one language, or in both, English first. */
export type Words = string | Bilingual;

/** Returns whether a value is words. */
export function isWords(value: unknown): value is Words {
  if (typeof value === 'string') return true;
  const { en, ja } = (value ?? {}) as Partial<Bilingual>;
  return typeof en === 'string' && typeof ja === 'string';
}

/**
 * Returns words in both languages if they are the name of one of the six classes, any others as they are.
 *
 * @example
 * classWords('dogs') //=> { en: 'dogs', ja: '犬' }
 */
export function classWords(words: Words): Words {
  if (typeof words !== 'string') return words;
  const ja = japaneseClassName(words);
  return ja === undefined ? words : { en: words, ja };
}

/**
 * Returns words on one line, as text: for readers who do not see the figure.
 *
 * @example
 * plainWords({ en: 'Loss', ja: '損失' }) //=> 'Loss / 損失'
 */
export function plainWords(words: Words): string {
  return linesOf(words).join(' / ');
}

/** Returns words on one line as Plotly shows them: for axes, legends and hover texts. */
export function plotlyLine(words: Words): string {
  return plotlyText(plainWords(words));
}

/** Returns words as Plotly shows them, each language on a line of its own: for titles. */
export function plotlyLines(words: Words): string {
  return linesOf(words).map(plotlyText).join('<br>');
}

/** Returns a text that Plotly shows as it stands, with nothing in it read as markup. */
export function plotlyText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Returns words in both languages; those of one language stand for both. */
export function inBoth(words: Words): Bilingual {
  checkWords(words);
  return typeof words === 'string' ? { en: words, ja: words } : words;
}

/** Returns words line by line: one for each language. */
export function linesOf(words: Words): string[] {
  checkWords(words);
  return typeof words === 'string' ? [words] : [words.en, words.ja];
}

function checkWords(words: unknown): void {
  if (isWords(words)) return;
  throw new TypeError(
    `Words of a figure are a text or { en: 'dogs', ja: '犬' }, but got ${describe(words)}`,
  );
}

/** Returns words as HTML: each language has a line of its own, in an element that names it. */
export function htmlWords(words: Words): string {
  const [first, second] = linesOf(words).map(escapeHtml);
  if (second === undefined) return first;
  return `<span lang="en">${first}</span><br><span lang="ja">${second}</span>`;
}

/** Returns a description with the title before it, if there is one. */
export function describedWords(title: Words | undefined, text: Bilingual): Bilingual {
  if (!title) return text;
  const { en, ja } = inBoth(title);
  return { en: `${en}: ${text.en}`, ja: `${ja}: ${text.ja}` };
}

/** Returns the text with all characters escaped that mean something in HTML. */
export function escapeHtml(text: string): string {
  return plotlyText(text).replace(/"/g, '&quot;').replace(/'/g, '&#39;');
}
