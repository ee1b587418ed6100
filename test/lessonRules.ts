import { runInNewContext } from 'node:vm';
import { findLanguageProblems } from './lessonLanguages';
import { proseByLanguage } from '../src/tools/runner/languages';
import { codeCells, joinText, type Notebook, type Output } from '../src/tools/runner/notebook';

const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;
const MIN_EXERCISES = 3;
/** What a reader is asked to guess stands after these words, in bold. */
const PREDICTION = [/\*\*Before you [^*\n]+\*\*/g, /\*\*[^*\n]*前に[^*\n]*\*\*/g] as const;

interface LessonProse {
  readonly en: string;
  readonly ja: string;
}

/** Returns what a lesson lacks beyond what every stored notebook must have, in words; an empty list when all is well. */
export function findLessonProblems(notebook: Notebook): string[] {
  const cells = proseCells(notebook);
  return [
    ...proseSources(notebook).flatMap((source, index) =>
      findLanguageProblems(source).map((problem) => `prose ${index + 1}: ${problem}`),
    ),
    ...findOpeningProblems(cells[0]),
    ...cells.flatMap((cell, index) =>
      findUnevenProse(cell).map((problem) => `prose ${index + 1}: ${problem}`),
    ),
    ...findExerciseProblems({
      en: cells.map(({ en }) => en).join('\n\n'),
      ja: cells.map(({ ja }) => ja).join('\n\n'),
    }),
    ...codeCells(notebook).flatMap(({ cell, index }) =>
      (cell.outputs ?? [])
        .flatMap(findFigureProblems)
        .map((problem) => `cell ${index + 1}: ${problem}`),
    ),
  ];
}

function proseSources({ cells }: Notebook): string[] {
  return cells
    .filter(({ cell_type }) => cell_type === 'markdown')
    .map(({ source }) => joinText(source));
}

function proseCells(notebook: Notebook): LessonProse[] {
  return proseSources(notebook).map((source) => {
    const { en = '', ja = '' } = proseByLanguage(source);
    return { en, ja };
  });
}

/** The first cell asks a question and tells how long the lesson takes, and on what machine. */
function findOpeningProblems({ en, ja }: LessonProse): string[] {
  return [
    ...(/^# \S/m.test(en) && /^# \S/m.test(ja)
      ? []
      : ['the first cell has no title in both languages']),
    ...(/\*\*[^*]+\?\*\*/.test(en) && /\*\*[^*]+か。?\*\*/.test(ja)
      ? []
      : ['the first cell asks no question in bold in both languages']),
    ...(/(?:minute|second).*AMD EPYC/.test(en) && /AMD EPYC.*[分秒]/.test(ja)
      ? []
      : ['the first cell does not tell the time it takes, and on what machine, in both languages']),
  ];
}

/** Both languages of a cell have the same bones. */
function findUnevenProse({ en, ja }: LessonProse): string[] {
  const bones: readonly (readonly [string, RegExp, RegExp?])[] = [
    ['headings', /^#+ /gm],
    ['numbered items', /^\d+\. /gm],
    ['folded answers', /<details>/g],
    ['predictions', ...PREDICTION],
    ['rows of tables', /^\|/gm],
  ];
  return bones.flatMap(([what, pattern, japanese = pattern]) => {
    const [inEnglish, inJapanese] = [count(en, pattern), count(ja, japanese)];
    return inEnglish === inJapanese
      ? []
      : [`${inEnglish} ${what} in English, ${inJapanese} in Japanese`];
  });
}

function findExerciseProblems(prose: LessonProse): string[] {
  return (['en', 'ja'] as const).flatMap((language) => {
    const [, after = ''] = prose[language].split(
      language === 'en' ? /^## Exercises$/m : /^## 練習問題$/m,
    );
    const [questions, answers = ''] = after.split('<details>');
    const [asked, answered] = [questions, answers].map((text) => count(text, /^\d+\. /gm));
    const predictions = count(prose[language], PREDICTION[language === 'en' ? 0 : 1]);
    return [
      ...(asked >= MIN_EXERCISES
        ? []
        : [`${language}: ${asked} exercises, fewer than ${MIN_EXERCISES}`]),
      ...(asked === answered
        ? []
        : [`${language}: ${asked} exercises, but ${answered} folded answers`]),
      ...(predictions > 2 ? [] : [`${language}: only ${predictions} predictions`]),
    ];
  });
}

/**
 * Returns the numbers of the prose (three digits or more, or with a point) that neither a cell nor its output shows, nor
 * arithmetic that the prose spells out and that is right. `known` names those that are facts of elsewhere.
 */
export function findUnshownNumbers(notebook: Notebook, known: readonly string[] = []): string[] {
  const shown = numbersOf(
    codeCells(notebook)
      .map(({ cell }) =>
        [joinText(cell.source), ...(cell.outputs ?? []).map(outputWords)].join('\n'),
      )
      .join('\n'),
  );
  return proseCells(notebook).flatMap(({ en, ja }, index) => {
    const [english, japanese] = [en, ja].map((prose) => longNumbers(prose));
    const uneven = [...english]
      .filter((number) => !japanese.has(number))
      .concat([...japanese].filter((number) => !english.has(number)));
    const computed = new Set([...rightResults(en), ...rightResults(ja)]);
    const unshown = [...english].filter(
      (number) => !shown.has(number) && !computed.has(number) && !known.includes(number),
    );
    return [
      ...uneven.map((number) => `prose ${index + 1}: ${number} stands in one language`),
      ...unshown.map((number) => `prose ${index + 1}: ${number} is computed nowhere`),
    ];
  });
}

function outputWords({ text = '', data = {} }: Output): string {
  const plotly = data['application/vnd.plotly.v1+json'];
  const html = joinText((data['text/html'] ?? '') as string).replace(/data:image[^"]*/g, '');
  return [
    joinText(text),
    joinText((data['text/plain'] ?? '') as string),
    html,
    plotly ? JSON.stringify(plotly) : '',
  ].join('\n');
}

function numbersOf(text: string): Set<string> {
  return new Set(
    [...text.matchAll(/\d[\d,_]*(?:\.\d+)?/g)].map(([number]) => number.replace(/[,_]/g, '')),
  );
}

/** Small whole numbers count things in a sentence, and code, addresses and the time that a lesson takes are no claims. */
function longNumbers(prose: string): Set<string> {
  const claims = prose.replace(/`[^`]*`|\]\([^)]*\)|^.*AMD EPYC.*$/gm, '');
  return new Set([...numbersOf(claims)].filter((number) => number.length > 2));
}

/** Both sides of each equation of plain numbers that holds. */
function rightResults(prose: string): string[] {
  const equations = prose.matchAll(
    /((?:\(?[\d,.]+\)?(?: ?[×·+−/-] ?))+\(?[\d,.]+\)?) ?= ?([\d,]+(?:\.\d+)?)/g,
  );
  return [...equations].flatMap(([, left, right]) => {
    const value: unknown = runInNewContext(
      left.replace(/,/g, '').replace(/[×·]/g, '*').replace(/−/g, '-'),
    );
    const result = right.replace(/,/g, '');
    const digits = result.split('.')[1]?.length ?? 0;
    return typeof value === 'number' && Number(value.toFixed(digits)) === Number(result)
      ? [...numbersOf(`${left} ${result}`)]
      : [];
  });
}

/** Titles, axes and words for readers who do not see a figure are in both languages. */
function findFigureProblems({ data = {} }: Output): string[] {
  const html = data['text/html'];
  const alts =
    html === undefined
      ? []
      : [...joinText(html as string).matchAll(/<img\b[^>]*\balt="([^"]*)"/g)].map(([, alt]) => alt);
  const { layout } = (data['application/vnd.plotly.v1+json'] ?? {}) as {
    layout?: Record<string, any>;
  };
  const axes = Object.keys(layout ?? {})
    .filter((key) => /^[xy]axis\d*$/.test(key))
    .map((key) => layout?.[key]?.title?.text);
  const words = [...alts, layout?.meta?.alt, layout?.title?.text, ...axes].filter(
    (text): text is string => typeof text === 'string',
  );
  return words
    .filter((text) => /[a-z]{3}/.test(text) && !JAPANESE.test(text))
    .map((text) => `"${text.slice(0, 60)}" is in one language`);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
