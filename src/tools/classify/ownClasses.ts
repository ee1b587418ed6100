import { CLASS_NAMES, type ClassName } from '../../data/classNames';
import { sumClasses } from '../../insight/sixClassShares';
import type { Features } from '../../network/transfer/computeFeatures';

/** Returns whether a pretrained network knows such classes: they are some of the six creatures. */
export function knowsClasses(classNames: readonly string[]): boolean {
  return classNames.every((name) => CLASS_NAMES.includes(name as ClassName));
}

/**
 * Returns what a pretrained network calls each picture by what it has learned before: the probabilities of its own
 * thousand classes, summed up for each of the six creatures; the most probable of those in question.
 *
 * @param probabilities of ImageNet's 1,000 classes, a row for each picture
 */
export function nameByOwnClasses(
  { data, shape: [numImages, numClasses] }: Features,
  classNames: readonly string[],
): string[] {
  return Array.from({ length: numImages }, (_, index) => {
    const shares = sumClasses(data.subarray(index * numClasses, (index + 1) * numClasses));
    const asked = shares.filter(({ className }) => classNames.includes(className));
    return asked.reduce((best, share) => (share.probability > best.probability ? share : best))
      .className;
  });
}
