/** Screen pixels that something takes in a row, and those between it and the next. */
export interface Span {
  readonly width: number;
  readonly gap: number;
}

/** Returns the screen pixels that a row takes. */
export function rowWidth(row: readonly Span[]): number {
  const gapAtEnd = row.at(-1)?.gap ?? 0;
  return row.reduce((sum, { width, gap }) => sum + width + gap, 0) - gapAtEnd;
}

/** Returns where the middle of each thing in a row lies, which begins at `start` and has each gap stretched. */
export function middlesOf(row: readonly Span[], start: number, stretch = 0): number[] {
  let left = start;
  return row.map(({ width, gap }) => {
    const middle = left + width / 2;
    left += width + gap + stretch;
    return middle;
  });
}

/**
 * Returns items in as few rows as there can be, in their order, and the rows evened out if they still fit then. There is
 * always one row, and no row but that is empty; an item that fits nowhere has a row of its own.
 */
export function wrapRows<Item>(
  items: readonly Item[],
  fits: (row: readonly Item[]) => boolean,
): Item[][] {
  const rows: Item[][] = [[]];
  for (const item of items) {
    const last = rows[rows.length - 1];
    if (last.length === 0 || fits([...last, item])) last.push(item);
    else rows.push([item]);
  }
  const perRow = Math.ceil(items.length / rows.length);
  const even = rows.map((_, index) => items.slice(index * perRow, (index + 1) * perRow));
  return even.every((row) => row.length > 0 && fits(row)) ? even : rows;
}
