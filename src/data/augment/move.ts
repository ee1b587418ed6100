import { checkNumber, checkOptions } from '../../check';
import { checkImage, type Image } from '../arrays';
import { transformImage, type AffineMap } from './transform';

/** How a picture is moved about its center. The order is: mirrored, zoomed, rotated, shifted. */
export interface Movement {
  /** Left and right change places. */
  readonly flip?: boolean;
  /** To the right, as a share of the width. */
  readonly x?: number;
  /** Down, as a share of the height. */
  readonly y?: number;
  /** Counter-clockwise. */
  readonly degrees?: number;
  /** Above 1 what is shown gets larger. */
  readonly factor?: number;
}

/** Returns the picture moved in all the ways at once, with one interpolation only: uint8 `[height, width, channels]`, 0-255. */
export function moveImage(image: Image, movement: Movement): Image {
  checkImage('image', image);
  return transformImage(image, inverseMap(movement, image.shape));
}

/**
 * Returns the map from a place in the moved picture to the place that it shows: every movement is taken back, the last one first.
 * Its numbers are those of the inverse matrix, for places measured from the center.
 */
function inverseMap(
  { flip = false, x = 0, y = 0, degrees = 0, factor = 1 }: Movement,
  [height, width]: Image['shape'],
): AffineMap {
  const angle = (degrees * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle) / factor, Math.sin(angle) / factor];
  const side = flip ? -1 : 1;
  const [a0, a1, b0, b1] = [side * cosine, -side * sine, sine, cosine];
  const [centerX, centerY] = [(width - 1) / 2, (height - 1) / 2];
  const [movedX, movedY] = [centerX + x * width, centerY + y * height];
  return [a0, a1, centerX - a0 * movedX - a1 * movedY, b0, b1, centerY - b0 * movedX - b1 * movedY];
}

/**
 * Returns the picture mirrored, left and right changing places: uint8 `[height, width, channels]`, 0-255, as
 * `tf.image.flip_left_right` gives it.
 *
 * @throws TypeError when the data does not fill the shape
 * @example
 * flipImage({ data: new Uint8Array([10, 20, 30]), shape: [1, 3, 1] }).data //=> Uint8Array [ 30, 20, 10 ]
 */
export function flipImage(image: Image): Image {
  return moveImage(image, { flip: true });
}

/**
 * Returns the picture shifted by shares of its width and height: uint8 `[height, width, channels]`, 0-255, as Keras's
 * `RandomTranslation` with `fill_mode='nearest'` gives it. What comes in from outside is filled with the nearest pixel of the edge.
 *
 * @param options `x` is positive to the right, `y` positive downward, each -1 to 1 and 0 unless told
 * @throws RangeError when a share is not between -1 and 1
 * @throws TypeError when it is no number, or the data does not fill the shape
 * @example
 * shiftImage({ data: new Uint8Array([10, 20, 30, 40]), shape: [1, 4, 1] }, { x: 0.25 }).data //=> Uint8Array [ 10, 10, 20, 30 ]
 */
export function shiftImage(
  image: Image,
  options: { readonly x?: number; readonly y?: number },
): Image {
  checkOptions('The options of shiftImage()', options, '{ x: 0.1 }');
  const { x = 0, y = 0 } = options;
  for (const [name, share] of Object.entries({ x, y })) {
    checkNumber(name, share, {
      allowed: Math.abs(share) <= 1,
      expected: 'a share of the picture from -1 to 1 (0.1 is a tenth)',
    });
  }
  return moveImage(image, { x, y });
}

/**
 * Returns the picture rotated about its center: uint8 `[height, width, channels]`, 0-255, as Keras's `RandomRotation` with
 * `fill_mode='nearest'` gives it. The size stays: corners are cut off, and what comes in from outside is filled with the
 * nearest pixel of the edge.
 *
 * @param options `degrees` is positive counter-clockwise, as in Keras (which counts whole turns)
 * @throws RangeError when the angle is not finite
 * @throws TypeError when it is no number, or the data does not fill the shape
 * @example
 * rotateImage({ data: new Uint8Array([1, 2, 3, 4]), shape: [2, 2, 1] }, { degrees: 90 }).data //=> Uint8Array [ 2, 4, 1, 3 ]
 */
export function rotateImage(image: Image, options: { readonly degrees: number }): Image {
  checkOptions('The options of rotateImage()', options, '{ degrees: 15 }');
  const { degrees } = options;
  checkNumber('degrees', degrees, { allowed: true, expected: 'an angle such as 15' });
  return moveImage(image, { degrees });
}

/**
 * Returns the picture zoomed about its center, what it shows being `factor` times as large: uint8
 * `[height, width, channels]`, 0-255. The size stays: above 1 the border is cut off, below 1 what comes in from outside is
 * filled with the nearest pixel of the edge. Keras's `RandomZoom` counts the other way: its `height_factor` for the same picture is `1 / factor - 1`.
 *
 * @throws RangeError when the factor is not above 0
 * @throws TypeError when it is no number, or the data does not fill the shape
 * @example
 * zoomImage({ data: new Uint8Array([0, 80, 160]), shape: [1, 3, 1] }, { factor: 2 }).data //=> Uint8Array [ 40, 80, 120 ]
 */
export function zoomImage(image: Image, options: { readonly factor: number }): Image {
  checkOptions('The options of zoomImage()', options, '{ factor: 1.2 }');
  const { factor } = options;
  checkNumber('factor', factor, {
    allowed: factor > 0,
    expected: 'a number above 0 (1.2 makes the animal 1.2 times as large)',
  });
  return moveImage(image, { factor });
}
