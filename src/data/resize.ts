import { checkOptions, checkWhole } from '../check';
import { checkImageArray, emptyImages, type ImageArray } from './arrays';
import { resizeGrid } from './sampling';

/** Larger pictures are refused: a mistyped size would fill the memory. */
const MAX_IMAGE_SIZE = 4096;

/** Throws unless the edge of a picture is a sensible number of pixels, 1 to 4096. */
export function checkImageSize(imageSize: unknown): void {
  checkWhole('imageSize', imageSize, { max: MAX_IMAGE_SIZE });
}

/**
 * Returns pictures made larger, or a little smaller, to a square of `imageSize` pixels: uint8 `[numImages, imageSize,
 * imageSize, channels]`, 0-255. Each pixel is the mean of the four nearest old ones, weighted by nearness (bilinear
 * interpolation). Below half the size pixels would be left out: load the pictures anew in the size wanted.
 *
 * @throws RangeError when `imageSize` is not a whole number from 1 to 4096, or the pictures take more than the memory
 * @throws TypeError when the data does not fill the shape
 * @example
 * resizeImages(testSet.images, { imageSize: 227 }).shape //=> [ 360, 227, 227, 3 ]
 */
export function resizeImages(
  images: ImageArray,
  options: { readonly imageSize: number },
): ImageArray {
  checkImageArray('images', images);
  checkOptions('The options of resizeImages()', options, '{ imageSize: 227 }');
  const { imageSize } = options;
  checkImageSize(imageSize);
  const [numImages, height, width, channels] = images.shape;
  const resized = emptyImages([numImages, imageSize, imageSize, channels]);
  const [oldBytes, newBytes] = [height * width * channels, imageSize * imageSize * channels];
  for (let image = 0; image < numImages; image++) {
    const old = images.data.subarray(image * oldBytes, (image + 1) * oldBytes);
    const numbers = resizeGrid(old, [height, width, channels], [imageSize, imageSize]);
    resized.data.set(numbers.map(Math.round), image * newBytes);
  }
  return resized;
}
