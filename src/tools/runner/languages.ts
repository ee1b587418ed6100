/** Languages of the notebooks, in their order within a cell. */
export const LANGUAGES = ['en', 'ja'] as const;

/** Prose in each language that a cell holds. */
export type ProseByLanguage = Readonly<Partial<Record<(typeof LANGUAGES)[number], string>>>;

/** The blank lines make Markdown of what stands within the element. */
const PART = /<div lang="(\w+)">\n\n([^]*?)\n\n<\/div>/g;

/**
 * Returns the prose of a cell by language: each stands in an element of its own, `<div lang="en">`, then `<div lang="ja">`.
 *
 * @example
 * proseByLanguage('<div lang="en">\n\n# Cats\n\n</div>\n<div lang="ja">\n\n# 猫\n\n</div>') //=> { en: '# Cats', ja: '# 猫' }
 */
export function proseByLanguage(source: string): ProseByLanguage {
  return Object.fromEntries(
    [...source.matchAll(PART)].map(([, language, prose]) => [language, prose]),
  );
}

/** Returns what is not as it should be with the languages of a prose cell, in words. */
export function findLanguageProblems(source: string): string[] {
  const found = [...source.matchAll(PART)].map(([, language]) => language);
  const rest = source.replace(PART, '').trim();
  if (found.join() !== LANGUAGES.join() || rest !== '') {
    return [
      `prose must stand in <div lang="en"> and then in <div lang="ja">, with blank lines within, but it has ${found.join(', ') || 'neither'}${rest ? ` and "${rest.slice(0, 40)}" outside` : ''}`,
    ];
  }
  const { en = '', ja = '' } = proseByLanguage(source);
  const [english, japanese] = [en, ja].map(countHeadings);
  return [
    ...(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(ja)
      ? []
      : ['the Japanese part holds no Japanese']),
    ...(/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(en)
      ? ['the English part holds Japanese']
      : []),
    ...(english === japanese
      ? []
      : [`there are ${english} headings in English and ${japanese} in Japanese`]),
  ];
}

function countHeadings(prose: string): number {
  return prose.split('\n').filter((line) => /^#{1,4} /.test(line)).length;
}
