import { between, type Random } from './random';

/** Red, green and blue, 0-255 each. */
export type Rgb = readonly [number, number, number];

/** Three rows of three numbers: what part of red, green and blue goes into each. */
export type ColorMatrix = readonly [Rgb, Rgb, Rgb];

/** Red, green and blue of a color written `#rrggbb`. */
export function parseHex(hex: string): Rgb {
  const value = parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/**
 * A color written `#rrggbb`; numbers outside 0-255 are brought inside.
 *
 * @internal
 */
export function toHex(color: Rgb): string {
  const digits = color.map((value) =>
    Math.round(Math.min(255, Math.max(0, value)))
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${digits.join('')}`;
}

/** The color that lies between two: `share` 0 is the first, 1 the second. */
export function mixColors(
  first: string,
  second: string,
  { share = 0.5 }: { readonly share?: number } = {},
): string {
  const [from, to] = [parseHex(first), parseHex(second)];
  return toHex(
    [0, 1, 2].map(
      (channel) => from[channel] + share * (to[channel] - from[channel]),
    ) as unknown as Rgb,
  );
}

/** A color near the given one: a little lighter or darker, warmer or colder. */
export function nearColor(
  random: Random,
  hex: string,
  { spread = 10 }: { readonly spread?: number } = {},
): string {
  const light = between(random, [-spread, spread]);
  const warm = between(random, [-spread / 2, spread / 2]);
  const [red, green, blue] = parseHex(hex);
  return toHex([red + light + warm, green + light, blue + light - warm]);
}

/** How different two colors look: the distance in CIE L*a*b* (about 2 can just be told apart, black and white are 100). */
export function colorDistance(first: Rgb, second: Rgb): number {
  const [from, to] = [toLab(first), toLab(second)];
  return Math.hypot(from[0] - to[0], from[1] - to[1], from[2] - to[2]);
}

/** How light a color looks: 0 is black, 100 is white (CIE L*). */
export function lightnessOf(color: Rgb): number {
  return toLab(color)[0];
}

/** L*, a*, b* under daylight (D65): sRGB to XYZ to Lab as CIE and IEC 61966-2-1 define them. */
function toLab(color: Rgb): readonly [number, number, number] {
  const [red, green, blue] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505;
  const y = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089;
  const [fx, fy, fz] = [x, y, z].map((share) =>
    share > 216 / 24389 ? Math.cbrt(share) : ((24389 / 27) * share + 16) / 116,
  );
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** The matrix that turns the hue by some degrees and scales saturation and brightness (1 leaves each as it is). */
export function tintMatrix(tint: {
  readonly hue: number;
  readonly saturation: number;
  readonly brightness: number;
}): ColorMatrix {
  const turned = multiply(saturationMatrix(tint.saturation), hueMatrix(tint.hue));
  return turned.map((row) => row.map((value) => value * tint.brightness)) as unknown as ColorMatrix;
}

/** A color after a matrix. */
export function applyMatrix(matrix: ColorMatrix, color: Rgb): Rgb {
  return matrix.map((row) => {
    const value = row[0] * color[0] + row[1] * color[1] + row[2] * color[2];
    return Math.min(255, Math.max(0, value));
  }) as unknown as Rgb;
}

/** What part of brightness comes from red, green and blue, in the rounding of the SVG filter specification. */
const [lumaRed, lumaGreen, lumaBlue] = [0.213, 0.715, 0.072];

/** `feColorMatrix type="saturate"` of the SVG filter specification. */
function saturationMatrix(saturation: number): ColorMatrix {
  const row = (own: number): Rgb =>
    [lumaRed, lumaGreen, lumaBlue].map(
      (luma, channel) => luma * (1 - saturation) + (channel === own ? saturation : 0),
    ) as unknown as Rgb;
  return [row(0), row(1), row(2)];
}

/** `feColorMatrix type="hueRotate"` of the SVG filter specification. */
function hueMatrix(degrees: number): ColorMatrix {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return [
    [
      0.213 + cos * 0.787 - sin * 0.213,
      0.715 - cos * 0.715 - sin * 0.715,
      0.072 - cos * 0.072 + sin * 0.928,
    ],
    [
      0.213 - cos * 0.213 + sin * 0.143,
      0.715 + cos * 0.285 + sin * 0.14,
      0.072 - cos * 0.072 - sin * 0.283,
    ],
    [
      0.213 - cos * 0.213 - sin * 0.787,
      0.715 - cos * 0.715 + sin * 0.715,
      0.072 + cos * 0.928 + sin * 0.072,
    ],
  ];
}

function multiply(left: ColorMatrix, right: ColorMatrix): ColorMatrix {
  return left.map((row) =>
    [0, 1, 2].map(
      (column) => row[0] * right[0][column] + row[1] * right[1][column] + row[2] * right[2][column],
    ),
  ) as unknown as ColorMatrix;
}
