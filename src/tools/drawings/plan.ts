import { CLASS_NAMES, type ClassName } from '../../data/classNames';
import { shuffledIndices } from '../../data/random';
import { SET_NAMES, type Catalog, type SetName } from './catalog';
import { pick, randomFor } from './random';

/** How many pictures of each class a set gets. */
export type PicturesPerClass = Readonly<Record<SetName, number>>;

/** 300 pictures of each class to learn from and to test on, and 60 by the unseen artist. */
export const defaultPicturesPerClass: PicturesPerClass = {
  training: 240,
  test: 60,
  'unseen-artist': 60,
};

/** A picture to be made. */
export interface PlannedPicture {
  /** The picture's path inside the folder, with slashes. */
  readonly file: string;
  readonly set: SetName;
  readonly className: ClassName;
  /** Its number in its class and set, from 0. */
  readonly index: number;
  /** The drawing, `'family:name'`. */
  readonly drawing: string;
  /** The first drawing of its artwork. */
  readonly artwork: string;
}

interface PlanOptions {
  readonly seed: number;
  readonly picturesPerClass: PicturesPerClass;
}

/** Says for every picture from which drawing it is made: the artworks of a class take turns, in an order drawn by chance. */
export function planPictures(
  catalog: Catalog,
  { seed, picturesPerClass }: PlanOptions,
): PlannedPicture[] {
  return SET_NAMES.flatMap((set) =>
    CLASS_NAMES.flatMap((className) => {
      const artworks = catalog.classes[className][set];
      const order = shuffledIndices(artworks.length, randomFor(seed, set, className));
      return Array.from({ length: picturesPerClass[set] }, (_, index) => {
        const artwork = artworks[order[index % artworks.length]];
        const drawing = pick(randomFor(seed, set, className, index, 'drawing'), artwork);
        const file = `${set}/${className}/${String(index + 1).padStart(4, '0')}.png`;
        return { file, set, className, index, drawing, artwork: artwork[0] };
      });
    }),
  );
}
