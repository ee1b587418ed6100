import { oneLine } from '../check';
import { CLASS_NAMES } from '../data/classNames';
import { checkSources, type Dataset } from '../data/dataset';
import type { SplitDataset } from '../data/split';
import { checkedNames, isNameList, toDataset } from './npyDataset';
import { readNpz } from './npz';
import { isNdArray, type NpyContent } from './numpy/npyReader';

/** What the arrays of a data set are called: the series' own names, as Keras has them too. */
export const ARRAY_NAMES = {
  trainSet: { images: 'X_train', labels: 'Y_train', sources: 'train_sources' },
  testSet: { images: 'x_test', labels: 'y_test', sources: 'test_sources' },
  unseenSet: { images: 'x_unseen', labels: 'y_unseen', sources: 'unseen_sources' },
} as const;

/** The names of the classes in their order, an array of words. */
export const CLASS_NAMES_ARRAY = 'class_names';

type Names = (typeof ARRAY_NAMES)[keyof typeof ARRAY_NAMES];

const PAIRS = Object.values(ARRAY_NAMES).map(({ images, labels }) => [images, labels]);
const NEEDED = PAIRS.slice(0, 2).flat();
const OPTIONAL = [
  ...PAIRS[2],
  ...Object.values(ARRAY_NAMES).map(({ sources }) => sources),
  CLASS_NAMES_ARRAY,
];

/**
 * The data sets in an `.npz` file: `X_train`, `Y_train`, `x_test`, `y_test` as in `loadNpyDatasets`, in capitals or not;
 * perhaps `class_names`, `x_unseen` with `y_unseen`, and the sources of each set's pictures. Tells of arrays by other names,
 * which are not read.
 *
 * @throws Error when the file is damaged, or lacks one of the four arrays
 * @throws TypeError when the arrays do not belong together
 * @throws RangeError when a pixel or a label is out of range
 */
export async function loadNpzDatasets(
  path: string,
  { imageSize }: { readonly imageSize: number },
): Promise<SplitDataset & { readonly unseenSet?: Dataset }> {
  const found = new Map<string, NpyContent>();
  const spelled = new Map<string, string>();
  const arrays = await readNpz(path, (names) => chosenNames(path, { names, spelled }));
  for (const [wanted, name] of spelled) found.set(wanted, arrays[name]);
  const classNames = checkedNames(path, wordsOf(found, CLASS_NAMES_ARRAY) ?? CLASS_NAMES);
  const toSet = (names: Names) => readSet(found, { names, imageSize, classNames });
  const { trainSet, testSet, unseenSet } = ARRAY_NAMES;
  return {
    trainSet: await toSet(trainSet),
    testSet: await toSet(testSet),
    ...(found.has(unseenSet.images) && { unseenSet: await toSet(unseenSet) }),
  };
}

interface Spelling {
  readonly names: readonly string[];
  /** Takes, for each name that is known here, how the file spells it. */
  readonly spelled: Map<string, string>;
}

function chosenNames(path: string, { names, spelled }: Spelling): readonly string[] {
  for (const wanted of [...NEEDED, ...OPTIONAL]) {
    const alike = names.filter((name) => name.toLowerCase() === wanted.toLowerCase());
    if (alike.length > 1)
      throw new Error(`It holds both ${alike.join(' and ')}: which one counts?`);
    if (alike.length === 1) spelled.set(wanted, alike[0]);
  }
  checkComplete(names, spelled);
  const chosen = [...spelled.values()];
  const others = names.filter((name) => !chosen.includes(name)).map(oneLine);
  if (others.length > 0)
    console.log(`${path} also holds ${listed(others)}, which a data set has no place for`);
  return chosen;
}

function checkComplete(names: readonly string[], spelled: ReadonlyMap<string, string>): void {
  const isHalf = PAIRS[2].some((name) => spelled.has(name));
  const needed = isHalf ? PAIRS.flat() : NEEDED;
  const missing = needed.filter((name) => !spelled.has(name));
  if (missing.length > 0)
    throw new Error(
      `It lacks ${missing.join(', ')}; it holds ${listed(names.map(oneLine)) || 'nothing'}. In Python: ` +
        'numpy.savez(path, X_train=…, Y_train=…, x_test=…, y_test=…), and class_names=… for other classes than the six',
    );
}

function listed(names: readonly string[]): string {
  return names.slice(0, 10).join(', ') + (names.length > 10 ? ', …' : '');
}

function wordsOf(
  arrays: ReadonlyMap<string, NpyContent>,
  name: string,
): readonly string[] | undefined {
  const words = arrays.get(name);
  if (words === undefined || isNameList(words)) return words;
  throw new TypeError(`${name} must be an array of words, such as numpy.array(['dogs', 'cats'])`);
}

async function readSet(
  arrays: ReadonlyMap<string, NpyContent>,
  {
    names,
    imageSize,
    classNames,
  }: { readonly names: Names; readonly imageSize: number; readonly classNames: readonly string[] },
): Promise<Dataset> {
  const [images, labels] = [names.images, names.labels].map((name) => {
    const content = arrays.get(name);
    if (content !== undefined && isNdArray(content)) return content;
    throw new TypeError(`${name} must be an array of numbers`);
  });
  const dataset = await toDataset(
    { images, labels },
    { names: [names.images, names.labels], imageSize, classNames },
  );
  const sources = wordsOf(arrays, names.sources);
  if (sources === undefined) return dataset;
  checkSources(`the words in ${names.sources}`, sources, dataset.labels.length);
  return { ...dataset, sources };
}
