import type { Image, NdArray } from '../data/arrays';
import { mix, resizeGrid } from '../data/sampling';
import { colorOf } from './parts/colorScale';

interface OverlayOptions {
  /** How much of the colors is seen: 0 shows the gray picture alone, 1 the colors alone. */
  readonly opacity?: number;
}

/** How bright red, green and blue are to the eye (Rec. 709). */
const BRIGHTNESS = [0.2126, 0.7152, 0.0722];

type Heatmap = NdArray<Float32Array, readonly [number, number]>;

/**
 * Returns a picture in gray with a heat map laid over it in color: uint8 `[height, width, 3]`, 0-255. The picture is gray
 * so that all color is heat: 0 is purple, 0.5 green, 1 yellow (viridis). The map is enlarged to the picture's size with
 * smooth passages (bilinearly).
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
    data.set(
      colorOf(heat[pixel], 'viridis').map((level) => Math.round(mix(gray, level, opacity))),
      pixel * 3,
    );
  }
  return { data, shape: [height, width, 3] };
}

function brightnessAt({ data, shape: [, , channels] }: Image, pixel: number): number {
  if (channels === 1) return data[pixel];
  return BRIGHTNESS.reduce((sum, share, channel) => sum + share * data[pixel * 3 + channel], 0);
}

function checkOverlay({ data, shape }: Image, heatmap: Heatmap, opacity: number): void {
  const [height, width, channels] = shape;
  if (!(channels === 1 || channels === 3) || data.length !== height * width * channels) {
    throw new TypeError(
      `overlayHeatmap() takes a picture [height, width, 1 or 3], but got ${data.length} numbers of shape [${shape.join(', ')}]`,
    );
  }
  const [mapHeight, mapWidth] = heatmap.shape;
  if (
    heatmap.shape.length !== 2 ||
    heatmap.data.length !== mapHeight * mapWidth ||
    heatmap.data.length === 0
  ) {
    throw new TypeError(
      `overlayHeatmap() takes a heat map [height, width], but got ${heatmap.data.length} numbers of shape [${heatmap.shape.join(', ')}]`,
    );
  }
  if (!(opacity >= 0 && opacity <= 1))
    throw new RangeError(`opacity must be a number from 0 to 1, but is ${String(opacity)}`);
}
