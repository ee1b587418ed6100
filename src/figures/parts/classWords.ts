import type { Words } from './words';

/** The six classes of the series, as a Japanese reader calls them. */
const JAPANESE: Readonly<Record<string, string>> = {
  dogs: '犬',
  cats: '猫',
  monkeys: 'サル',
  birds: '鳥',
  fish: '魚',
  lizards: 'トカゲ',
};

/**
 * Returns words in both languages if they are the name of one of the six classes, any others as they are.
 *
 * @example
 * classWords('dogs') //=> { en: 'dogs', ja: '犬' }
 */
export function classWords(words: Words): Words {
  return typeof words === 'string' && words in JAPANESE
    ? { en: words, ja: JAPANESE[words] }
    : words;
}
