import { checkNumber, checkShape, describe } from '../check';
import type { Image } from '../data/arrays';
import { mix, resizeGrid } from '../data/sampling';
import type { Heatmap } from '../insight/gradCam';
import { viridis } from './parts/colors';

interface OverlayOptions {
  /** How much of the colors is seen: 0 shows the gray picture alone, 1 the colors alone. */
  readonly opacity?: number;
}

/** How bright red, green and blue are to the eye (Rec. 709). */
const BRIGHTNESS = [0.2126, 0.7152, 0.0722];

/**
 * Returns a picture in gray with a heat map laid over it in color: uint8 `[height, width, 3]`, 0-255. The picture is gray
 * so that all color is heat: 0 is purple, 0.5 green, 1 yellow (viridis). The map is enlarged to the picture's size with
 * smooth passages (bilinearly); where it is `NaN`, the gray picture stays.
 *
 * @param image uint8 `[height, width, 1 or 3]`, 0-255
 * @param heatmap float32 `[mapHeight, mapWidth]`, 0-1; what lies outside is drawn as 0 or 1
 * @throws TypeError when the picture or the map has another shape
 * @throws RangeError when the opacity is not from 0 to 1
 * @example
 * const { heatmap } = gradCam(model, photo, 'relu4');
 * show(imageGrid([photo, overlayHeatmap(photo, heatmap)], { scale: 2 }));
 */
export function overlayHeatmap(
  image: Image,
  heatmap: Heatmap,
  { opacity = 0.65 }: OverlayOptions = {},
): Image {
  checkOverlay(image, heatmap, opacity);
  const [height, width] = image.shape;
  const [mapHeight, mapWidth] = heatmap.shape;
  const heat = resizeGrid(heatmap.data, [mapHeight, mapWidth, 1], [height, width]);
  const data = new Uint8Array(height * width * 3);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const gray = brightnessAt(image, pixel);
    const color = Number.isNaN(heat[pixel]) ? [gray, gray, gray] : viridis(heat[pixel]);
    const mixed = color.map((level) => Math.round(mix(gray, level, opacity)));
    data.set(mixed, pixel * 3);
  }
  return { data, shape: [height, width, 3] };
}

function brightnessAt({ data, shape: [, , channels] }: Image, pixel: number): number {
  if (channels === 1) return data[pixel];
  return BRIGHTNESS.reduce((sum, share, channel) => sum + share * data[pixel * 3 + channel], 0);
}

function checkOverlay(image: Image, heatmap: Heatmap, opacity: number): void {
  checkShape('The picture of overlayHeatmap()', image, ['height', 'width', '1 or 3']);
  if (image.shape[2] !== 1 && image.shape[2] !== 3)
    throw new TypeError(
      `The picture of overlayHeatmap() must be an array [height, width, 1 or 3], but is ${describe(image)}`,
    );
  checkShape('The heat map of overlayHeatmap()', heatmap, ['height', 'width']);
  if (heatmap.data.length === 0)
    throw new TypeError(
      `The heat map of overlayHeatmap() must not be empty, but is ${describe(heatmap)}`,
    );
  checkNumber('opacity', opacity, {
    allowed: opacity >= 0 && opacity <= 1,
    expected: 'a number from 0 to 1',
  });
}
