import assert from 'node:assert/strict';
import type { Rect } from './plotlyPage';

/** Returns whether two places on a page are as good as the same: an arrow keeps a little off what it points to. */
export function isNear(first: number, second: number): boolean {
  return Math.abs(first - second) < 6;
}

/** Returns whether the first stands within the second. */
export function isInside(inner: Rect, outer: Rect): boolean {
  return isInColumn(inner, outer) && inner.top >= outer.top && inner.bottom <= outer.bottom;
}

/** Returns whether the first stands above, below or within the second. */
export function isInColumn(inner: Rect, outer: Rect): boolean {
  return inner.left >= outer.left && inner.right <= outer.right;
}

/** Fails if two of them lie over one another. */
export function assertApart(rects: readonly Rect[]): void {
  for (const [index, first] of rects.entries()) {
    for (const second of rects.slice(index + 1)) {
      const isBeside = first.right <= second.left || second.right <= first.left;
      const isAbove = first.bottom <= second.top || second.bottom <= first.top;
      assert.ok(isBeside || isAbove, `${JSON.stringify(first)} over ${JSON.stringify(second)}`);
    }
  }
}
