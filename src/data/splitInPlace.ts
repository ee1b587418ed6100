import type { Dataset } from './dataset';
import type { SplitDataset } from './split';
import { chooseParts, type SplitOptions } from './splitParts';

/**
 * The parts that `splitDataset` gives, without a second copy of the pictures in memory: they change places where they lie,
 * and the data set that they were must not be used any more.
 */
export function splitInPlace(dataset: Dataset, options: Required<SplitOptions>): SplitDataset {
  const { train, test } = chooseParts(dataset, options);
  const {
    labels,
    classNames,
    images: {
      data,
      shape: [, ...imageShape],
    },
  } = dataset;
  const imageBytes = imageShape.reduce((product, length) => product * length, 1);
  reorderBlocks(data, { order: [...train, ...test], blockBytes: imageBytes });
  const part = (indices: readonly number[], start: number): Dataset => ({
    images: {
      data: data.subarray(start * imageBytes, (start + indices.length) * imageBytes),
      shape: [indices.length, ...imageShape],
    },
    labels: Uint8Array.from(indices, (index) => labels[index]),
    classNames,
  });
  return { trainSet: part(train, 0), testSet: part(test, train.length) };
}

interface Order {
  /** For each place the number of the block that goes there; each block once. */
  readonly order: readonly number[];
  readonly blockBytes: number;
}

/** Puts blocks of bytes into another order: along each ring of blocks that take each other's places, with one block held aside. */
function reorderBlocks(bytes: Uint8Array, { order, blockBytes }: Order): void {
  const move = (from: number, to: number): void =>
    void bytes.copyWithin(to * blockBytes, from * blockBytes, (from + 1) * blockBytes);
  const done = new Set<number>();
  for (const first of order.keys()) {
    if (done.has(first)) continue;
    const held = bytes.slice(first * blockBytes, (first + 1) * blockBytes);
    let place = first;
    for (; order[place] !== first; place = order[place]) {
      move(order[place], place);
      done.add(place);
    }
    bytes.set(held, place * blockBytes);
    done.add(place);
  }
}
