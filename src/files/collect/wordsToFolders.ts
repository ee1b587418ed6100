import { describe } from '../../check';
import { CLASS_NAMES } from '../../data/classNames';
import { sameClass } from '../classFolders';

/** What is searched for, and the folder that it goes to. */
export interface WantedClass {
  readonly className: string;
  readonly word: string;
}

/** The words of the series in its order of collecting, which is not that of the labels. */
const CREATURES = ['cat', 'dog', 'bird', 'monkey', 'fish', 'lizard'];

const EXPECTED = "words, such as ['cat', 'dog'] or { roses: 'red rose', tulips: 'tulip' }";

/** Letters of any language, digits, and what may stand between them; Windows has names of its own that are no folders. */
const FOLDER_NAME =
  /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N} _.,'()&+-]{0,58}[\p{L}\p{M}\p{N})_+])?$/u;
const NO_FOLDER = /^(con|prn|aux|nul|com\d|lpt\d|thumbs\.db|desktop\.ini)$/i;

/**
 * The classes that words stand for: of a list, each word is a class of its name (`dog` is the series' `dogs`); of an
 * object, the names are the classes and the values the words. Without words, the six of the series.
 *
 * @throws TypeError when they are neither
 * @throws RangeError when there are none or two for one folder, or one could not be a folder's name
 */
export function wantedClasses(words: unknown): readonly WantedClass[] {
  const wanted = toClasses(words ?? CREATURES).map(({ className, word }) => ({
    className: className.normalize(),
    word: word.replace(/\s+/g, ' ').trim(),
  }));
  if (wanted.length === 0) throw new RangeError(`words must be ${EXPECTED}, but there are none`);
  for (const one of wanted) check(one);
  wanted.forEach(({ className }, index) => {
    const other = wanted.slice(0, index).find((one) => sameClass(one.className, className));
    if (other)
      throw new RangeError(
        `Two words would fill one folder, ${other.className} and ${className}: leave one out`,
      );
  });
  return wanted;
}

function toClasses(words: unknown): WantedClass[] {
  if (isListOfText(words)) return words.map((word) => ({ className: classOf(word), word }));
  const isRecord =
    typeof words === 'object' &&
    words !== null &&
    Object.getPrototypeOf(words) === Object.prototype;
  const entries = isRecord ? Object.entries(words) : [];
  if (!isRecord || !isListOfText(entries.map(([, word]) => word as unknown)))
    throw new TypeError(`words must be ${EXPECTED}, but is ${describe(words)}`);
  return entries.map(([className, word]) => ({ className, word: word as string }));
}

function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((word) => typeof word === 'string');
}

function classOf(word: string): string {
  return CLASS_NAMES.find((name) => sameClass(name, word)) ?? word.trim();
}

function check({ className, word }: WantedClass): void {
  if (!FOLDER_NAME.test(className) || NO_FOLDER.test(className))
    throw new RangeError(
      `${describe(className)} cannot be a folder's name; name the folder: { roses: ${JSON.stringify(word.slice(0, 40) || 'rose')} }`,
    );
  if (word === '' || word.length > 200)
    throw new RangeError(
      `A word to search for must have 1 to 200 letters, but that of ${className} is ${describe(word)}`,
    );
}
