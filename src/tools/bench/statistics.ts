/** What several measurements of one thing come to. */
export interface Summary {
  readonly median: number;
  readonly smallest: number;
  readonly largest: number;
}

/**
 * Returns the median of some numbers, with the smallest and the largest.
 *
 * @throws RangeError when there are none
 * @example
 * summarize([3, 1, 2, 9]) //=> { median: 2.5, smallest: 1, largest: 9 }
 */
export function summarize(values: readonly number[]): Summary {
  if (values.length === 0) throw new RangeError('A median needs at least one number, but got none');
  const sorted = [...values].sort((first, second) => first - second);
  const [below, above] = [
    sorted[Math.ceil(sorted.length / 2) - 1],
    sorted[Math.floor(sorted.length / 2)],
  ];
  return { median: (below + above) / 2, smallest: sorted[0], largest: sorted[sorted.length - 1] };
}
