import { japaneseClassName } from '../../data/classNames';
import type { Words } from './words';

/**
 * Returns words in both languages if they are the name of one of the six classes, any others as they are.
 *
 * @example
 * classWords('dogs') //=> { en: 'dogs', ja: '犬' }
 */
export function classWords(words: Words): Words {
  const ja = typeof words === 'string' ? japaneseClassName(words) : undefined;
  return ja === undefined ? words : { en: words as string, ja };
}
