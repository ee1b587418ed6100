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

/** Returns the color of a share along viridis: `[red, green, blue]`, whole numbers 0-255. What lies outside 0-1 gets the color at the end. */
export function viridis(share: number): number[] {
  const place = Math.min(Math.max(share, 0), 1) * (VIRIDIS.length - 1);
  const below = Math.min(Math.floor(place), VIRIDIS.length - 2);
  return VIRIDIS[below].map((level, channel) =>
    Math.round(level + (VIRIDIS[below + 1][channel] - level) * (place - below)),
  );
}

/** Returns the color `share` of the way from one to the other; both are `#rrggbb`. */
export function mixHex(color: string, other: string, share: number): string {
  const [from, to] = [color, other].map((hex) =>
    [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16)),
  );
  const mixed = from.map((level, channel) => Math.round(level + (to[channel] - level) * share));
  return `#${mixed.map((level) => level.toString(16).padStart(2, '0')).join('')}`;
}
