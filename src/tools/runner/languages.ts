/** Languages of the notebooks, in their order within a cell. */
export const LANGUAGES = ['en', 'ja'] as const;

/** Prose in each language that a cell holds. */
export type ProseByLanguage = Readonly<Partial<Record<(typeof LANGUAGES)[number], string>>>;

/**
 * Matches the part of each language. The blank lines make Markdown of what stands within the element.
 *
 * @internal
 */
export const LANGUAGE_PART = /<div lang="(\w+)">\n\n([^]*?)\n\n<\/div>/g;

/**
 * Returns the prose of a cell by language: each stands in an element of its own, `<div lang="en">`, then `<div lang="ja">`.
 *
 * @example
 * proseByLanguage('<div lang="en">\n\n# Cats\n\n</div>\n<div lang="ja">\n\n# 猫\n\n</div>') //=> { en: '# Cats', ja: '# 猫' }
 */
export function proseByLanguage(source: string): ProseByLanguage {
  return Object.fromEntries(
    [...source.matchAll(LANGUAGE_PART)].map(([, language, prose]) => [language, prose]),
  );
}
