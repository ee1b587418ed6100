export type ColorScale = 'gray' | 'viridis';

/** Colors at even steps along matplotlib's viridis, by Smith and van der Walt. */
const VIRIDIS = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 74, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [109, 205, 89],
  [180, 222, 44],
  [253, 231, 37],
] as const;

/** Returns the color of a value: `[gray]` or `[red, green, blue]`, whole numbers 0-255. Values below 0 or above 1 get the color at the end. */
export function colorOf(value: number, scale: ColorScale): number[] {
  const share = Math.min(Math.max(value, 0), 1);
  return scale === 'gray' ? [Math.round(share * 255)] : viridis(share);
}

function viridis(share: number): number[] {
  const place = share * (VIRIDIS.length - 1);
  const below = Math.min(Math.floor(place), VIRIDIS.length - 2);
  return VIRIDIS[below].map((level, channel) =>
    Math.round(level + (VIRIDIS[below + 1][channel] - level) * (place - below)),
  );
}
