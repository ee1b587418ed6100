/** The same words in both languages of the notebooks. */
export interface Bilingual {
  readonly en: string;
  readonly ja: string;
}

/** Words of a figure: in one language, or in both, English first. */
export type Words = string | Bilingual;

/**
 * Returns words on one line, as text: for axes, legends and readers who do not see the figure.
 *
 * @example
 * plainWords({ en: 'Loss', ja: '損失' }) //=> 'Loss / 損失'
 */
export function plainWords(words: Words): string {
  return linesOf(words).join(' / ');
}

/** Returns words for the title of a Plotly figure: each language has a line of its own. */
export function titleWords(words: Words): string {
  return linesOf(words).join('<br>');
}

/** Returns words in both languages; those of one language stand for both. */
export function inBoth(words: Words): Bilingual {
  return typeof words === 'string' ? { en: words, ja: words } : words;
}

/** Returns words line by line: one for each language. */
export function linesOf(words: Words): string[] {
  return typeof words === 'string' ? [words] : [words.en, words.ja];
}

/** Returns words as HTML: each language has a line of its own, in an element that names it. */
export function htmlWords(words: Words): string {
  if (typeof words === 'string') return escapeHtml(words);
  return `<span lang="en">${escapeHtml(words.en)}</span><br><span lang="ja">${escapeHtml(words.ja)}</span>`;
}

/** Returns a description with the title before it, if there is one. */
export function describedWords(title: Words | undefined, text: Bilingual): Bilingual {
  if (!title) return text;
  const { en, ja } = inBoth(title);
  return { en: `${en}: ${text.en}`, ja: `${ja}: ${text.ja}` };
}

/** Returns the text with all characters escaped that mean something in HTML. */
export function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character]);
}
