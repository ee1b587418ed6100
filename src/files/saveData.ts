import { checkOptions, checkText, describe } from '../check';
import { checkDataset, checkLabels, type Dataset } from '../data/dataset';
import type { LoadedData } from './loadData';
import { saveNpz } from './npz';
import { ARRAY_NAMES, CLASS_NAMES_ARRAY } from './npzDataset';
import type { NpyArray } from './numpy/npyWriter';

const SET_NAMES = {
  trainSet: 'the training set',
  testSet: 'the test set',
  unseenSet: 'the unseen set',
} as const;

/**
 * Writes data as `loadData` gives it into an `.npz` file, which `loadData` and NumPy read:
 * `numpy.load('animals.npz')['X_train']`, without `allow_pickle`.
 *
 * The arrays are called as in the series: `X_train`, `x_test` uint8 `[numImages, imageSize, imageSize, 3]`, 0-255;
 * `Y_train`, `y_test` uint8 `[numImages]`, indices into `class_names`, an array of text. A set of an unseen artist becomes
 * `x_unseen` and `y_unseen`, sources become `train_sources` and so on.
 *
 * @param path ends in `.npz`; relative to the working folder, or with `~` for the home folder
 * @param options `compress` makes the file smaller, and writing it slower, as `numpy.savez_compressed`
 * @throws TypeError when there is no such data, or the sets have different classes
 * @throws RangeError when a label is no index of a class
 * @throws Error when the file cannot be written
 * @example
 * await saveData('animals.npz', { trainSet, testSet }, { compress: true });
 * const again = await loadData('animals.npz', { imageSize: trainSet.images.shape[1] });
 * again.testSet.classNames //=> [ 'dogs', 'cats', 'monkeys', 'birds', 'fish', 'lizards' ]
 */
export async function saveData(
  path: string,
  data: LoadedData,
  options: { readonly compress?: boolean } = {},
): Promise<void> {
  checkText('path', path, "the path of an .npz file, such as 'animals.npz'");
  if (!/\.npz$/i.test(path))
    throw new TypeError(`path must end in .npz, such as 'animals.npz', but is ${describe(path)}`);
  checkOptions('the data', data, '{ trainSet, testSet }');
  checkOptions('The options of saveData()', options, '{ compress: true }');
  const sets = Object.entries(ARRAY_NAMES).flatMap(([key, names]) => {
    const set = key as keyof LoadedData;
    if (set === 'unseenSet' && data.unseenSet === undefined) return [];
    return [{ names, name: SET_NAMES[set], dataset: data[set] as Dataset }];
  });
  for (const { name, dataset } of sets) checkSet(name, dataset, data.trainSet);
  const arrays = sets.map(({ names, dataset }) => arraysOf(dataset, names));
  const classNames = { [CLASS_NAMES_ARRAY]: data.trainSet.classNames };
  await saveNpz(
    path,
    Object.assign({}, ...arrays, classNames) as Record<string, NpyArray>,
    options,
  );
}

function checkSet(name: string, dataset: Dataset, trainSet: Dataset): void {
  checkDataset(name, dataset);
  const { classNames } = trainSet;
  checkLabels(name, dataset.labels, dataset.classNames.length);
  if (JSON.stringify(dataset.classNames) !== JSON.stringify(classNames))
    throw new TypeError(
      `The training set has the classes ${classNames.join(', ')}, and ${name} has ${dataset.classNames.join(', ')}: all must have the same`,
    );
}

function arraysOf(
  { images, labels, sources }: Dataset,
  names: (typeof ARRAY_NAMES)[keyof typeof ARRAY_NAMES],
): Record<string, NpyArray> {
  return {
    [names.images]: images,
    [names.labels]: { data: Uint8Array.from(labels), shape: [labels.length] },
    ...(sources && { [names.sources]: sources }),
  };
}
