import { LANGUAGE_PART, LANGUAGES, proseByLanguage } from '../src/tools/runner/languages';

/** Returns what is not as it should be with the languages of a prose cell, in words. */
export function findLanguageProblems(source: string): string[] {
  const found = [...source.matchAll(LANGUAGE_PART)].map(([, language]) => language);
  const rest = source.replace(LANGUAGE_PART, '').trim();
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
