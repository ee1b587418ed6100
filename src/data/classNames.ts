/** The six classes of the series in label order: label 0 is a dog, label 5 a lizard. */
export const CLASS_NAMES = ['dogs', 'cats', 'monkeys', 'birds', 'fish', 'lizards'] as const;

/** The name of one of the six classes. */
export type ClassName = (typeof CLASS_NAMES)[number];

const JAPANESE: Readonly<Record<ClassName, string>> = {
  dogs: '犬',
  cats: '猫',
  monkeys: 'サル',
  birds: '鳥',
  fish: '魚',
  lizards: 'トカゲ',
};

/**
 * Returns one of the six classes as a Japanese reader calls it; `undefined` for any other name, whatever it is.
 *
 * @example
 * japaneseClassName('dogs') //=> '犬'
 */
export function japaneseClassName(name: string): string | undefined {
  return Object.hasOwn(JAPANESE, name) ? JAPANESE[name as ClassName] : undefined;
}
