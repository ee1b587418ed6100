import { checkNumber, checkOptions } from '../../check';
import { checkImage, LEVELS, type Image } from '../arrays';

const WHITE = 255;

/** How the levels of a picture change: first the contrast, then the brightness. */
export interface LevelChange {
  /** Added to every level, as a share of the full range. */
  readonly delta?: number;
  /** Multiplies the distance of each level from the mean of its channel. */
  readonly factor?: number;
}

/** Returns the picture with other levels, rounded and clipped once: uint8 `[height, width, channels]`, 0-255. */
export function changeLevels(image: Image, { delta = 0, factor = 1 }: LevelChange): Image {
  checkImage('image', image);
  const { data, shape } = image;
  const [, , channels] = shape;
  const changed = new Uint8Array(data.length);
  for (let channel = 0; channel < channels; channel++) {
    const mean = channelMean(image, channel);
    // Clamped to 0-255 by its type; rounded here, since the type rounds halves to even levels, which would merge neighbors
    const newLevels = Uint8ClampedArray.from({ length: LEVELS }, (_, level) =>
      Math.round((level - mean) * factor + mean + delta * WHITE),
    );
    for (let index = channel; index < data.length; index += channels)
      changed[index] = newLevels[data[index]];
  }
  return { data: changed, shape };
}

function channelMean({ data, shape: [height, width, channels] }: Image, channel: number): number {
  let sum = 0;
  for (let index = channel; index < data.length; index += channels) sum += data[index];
  return sum / (height * width);
}

/**
 * Returns the picture brighter or darker by the same number of levels everywhere: uint8 `[height, width, channels]`,
 * rounded and clipped to 0-255, as `tf.image.adjust_brightness` and Keras's `RandomBrightness` do it.
 *
 * @param options `delta` is the share of the full range that is added: -1 makes all black, 1 all white
 * @throws RangeError when the share is not between -1 and 1
 * @throws TypeError when it is no number, or the data does not fill the shape
 * @example
 * adjustBrightness({ data: new Uint8Array([0, 100, 250]), shape: [1, 1, 3] }, { delta: 0.2 }).data //=> Uint8Array [ 51, 151, 255 ]
 */
export function adjustBrightness(image: Image, options: { readonly delta: number }): Image {
  checkOptions('The options of adjustBrightness()', options, '{ delta: 0.2 }');
  const { delta } = options;
  checkNumber('delta', delta, {
    allowed: Math.abs(delta) <= 1,
    expected: 'a share of the full range from -1 to 1 (0.1 is a tenth brighter)',
  });
  return changeLevels(image, { delta });
}

/**
 * Returns the picture with stronger or weaker contrast: in each channel every level goes away from the mean or toward it.
 * uint8 `[height, width, channels]`, rounded and clipped to 0-255, as `tf.image.adjust_contrast` and Keras's `RandomContrast` do it.
 *
 * @param options `factor` multiplies the distance from the mean: 0 leaves nothing but the mean, 1 changes nothing
 * @throws RangeError when the factor is below 0
 * @throws TypeError when it is no number, or the data does not fill the shape
 * @example
 * adjustContrast({ data: new Uint8Array([60, 140]), shape: [1, 2, 1] }, { factor: 1.5 }).data //=> Uint8Array [ 40, 160 ]
 */
export function adjustContrast(image: Image, options: { readonly factor: number }): Image {
  checkOptions('The options of adjustContrast()', options, '{ factor: 1.5 }');
  const { factor } = options;
  checkNumber('factor', factor, {
    allowed: factor >= 0,
    expected: 'a number from 0 up (1.2 makes the contrast 1.2 times as strong)',
  });
  return changeLevels(image, { factor });
}
