import { checkNumber, checkOptions, describe } from '../../check';
import type { Image } from '../arrays';
import { moveImage, type Movement } from './move';
import { changeLevels, type LevelChange } from './brightness';

/** How far a random variation may go from the original. 0 or false switches one of them off and leaves the others as they were. */
export interface VariationAmounts {
  /** Whether every other picture, by chance, is mirrored left-right; true unless told. */
  readonly flip?: boolean;
  /** The farthest shift in either direction, as a share of width and height, 0 to 1; 0.1 unless told. */
  readonly shift?: number;
  /** The largest turn in either direction, in degrees, 0 to 180; 15 unless told. */
  readonly rotation?: number;
  /** The largest change of size: 0.1 is 0.9 to 1.1 times as large; 0 to below 1; 0.1 unless told. */
  readonly zoom?: number;
  /** The largest change of brightness, as a share of the full range, 0 to 1; 0.1 unless told. */
  readonly brightness?: number;
  /** The largest change of contrast: 0.2 is 0.8 to 1.2 times as strong; 0 to 1; 0.2 unless told. */
  readonly contrast?: number;
}

/** One way to vary a picture, with every number decided. */
export interface Variation {
  readonly movement: Movement;
  readonly levels: LevelChange;
}

/**
 * Returns one random variation of a picture, which shows the same animal in another way: uint8 `[height, width, channels]`,
 * 0-255. It is mirrored, zoomed, rotated and shifted with a single interpolation, so it gets no blurrier than by one of
 * them; then contrast and brightness change. Every amount is drawn evenly between its two ends. Places from outside the
 * picture are filled with the nearest pixel of its edge, as Keras's `ImageDataGenerator` did; Keras's layers of today mirror the border there (`fill_mode='reflect'`).
 *
 * @param options `random` gives numbers in [0, 1), always the same count of them; the others say how far the variation may go
 * @throws RangeError when an amount is negative or too large
 * @throws TypeError when an amount is of the wrong type, or the data does not fill the shape
 * @example
 * const varied = augmentImage(imageAt(trainSet.images, 0), { random: seededRandom(1), rotation: 20 });
 * varied.shape //=> [ 100, 100, 3 ]
 */
export function augmentImage(
  image: Image,
  options: VariationAmounts & { readonly random: () => number },
): Image {
  checkOptions('The options of augmentImage()', options, '{ random: seededRandom(1) }');
  const { random, ...amounts } = options;
  if (typeof random !== 'function')
    throw new TypeError(
      `random must be a function that gives numbers in [0, 1), such as seededRandom(1), but is ${describe(random)}`,
    );
  return applyVariation(image, drawVariation(checkedAmounts(amounts), random));
}

/** Returns the picture in the given variation. */
export function applyVariation(image: Image, { movement, levels }: Variation): Image {
  return changeLevels(moveImage(image, movement), levels);
}

/** Returns a variation in which no amount goes beyond the given one. */
export function drawVariation(
  { flip, shift, rotation, zoom, brightness, contrast }: Required<VariationAmounts>,
  random: () => number,
): Variation {
  /** Evenly between `-amount` and `amount`. */
  const upTo = (amount: number): number => (2 * random() - 1) * amount;
  return {
    // Drawn even if not wanted: the numbers after it stay the same
    movement: {
      flip: random() < 0.5 && flip,
      x: upTo(shift),
      y: upTo(shift),
      degrees: upTo(rotation),
      factor: 1 + upTo(zoom),
    },
    levels: { delta: upTo(brightness), factor: 1 + upTo(contrast) },
  };
}

/**
 * Returns all amounts, moderate ones where none is told.
 *
 * @throws RangeError, TypeError as `augmentImage` does
 */
export function checkedAmounts({
  flip = true,
  shift = 0.1,
  rotation = 15,
  zoom = 0.1,
  brightness = 0.1,
  contrast = 0.2,
}: VariationAmounts): Required<VariationAmounts> {
  if (typeof flip !== 'boolean')
    throw new TypeError(`flip must be true or false, but is ${describe(flip)}`);
  checkNumber('rotation', rotation, {
    allowed: rotation >= 0 && rotation <= 180,
    expected: 'a number of degrees from 0 to 180',
  });
  checkNumber('zoom', zoom, {
    allowed: zoom >= 0 && zoom < 1,
    expected: 'a share from 0 to below 1 (0.1 is 0.9 to 1.1 times as large)',
  });
  for (const [name, share] of Object.entries({ shift, brightness, contrast })) {
    checkNumber(name, share, {
      allowed: share >= 0 && share <= 1,
      expected: 'a share from 0 to 1 (0.1 is a tenth)',
    });
  }
  return { flip, shift, rotation, zoom, brightness, contrast };
}
