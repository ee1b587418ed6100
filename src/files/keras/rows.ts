import { tf } from '../../network/tensorflow';
import type { WrittenArray } from '../hdf5';

/** The numbers of a tensor times a factor, fetched row by row when they are written, so that not all are there twice. */
export function rowsOf(tensor: tf.Tensor, factor = 1): WrittenArray {
  const { shape } = tensor;
  return {
    shape,
    rows: (start, count) => {
      const begin = shape.map((_, axis) => (axis === 0 ? start : 0));
      const size = shape.map((length, axis) => (axis === 0 ? count : length));
      // Not in tf.tidy, which looks at each number of what it returns
      const rows = shape.length === 0 ? tensor.clone() : tf.slice(tensor, begin, size);
      try {
        const numbers = rows.dataSync<'float32'>();
        return factor === 1 ? numbers : numbers.map((number) => number * factor);
      } finally {
        rows.dispose();
      }
    },
  };
}
