/** Numbers in row-major order with their shape. */
export interface Plain {
  readonly data: readonly number[];
  readonly shape: readonly number[];
}

interface ConvolutionOptions {
  readonly pad: 'same' | 'valid';
  readonly strides?: number;
}

/** A convolution as loops over all places, pixels and channels. Input `[n, height, width, channels]`, filter `[kh, kw, channels, filters]`. */
export function plainConvolution(
  input: Plain,
  filter: Plain,
  { pad, strides = 1 }: ConvolutionOptions,
): Plain {
  const [n, height, width, channels] = input.shape;
  const [kh, kw, , filters] = filter.shape;
  const [rows, top] = outputLength(height, { kernel: kh, pad, strides });
  const [columns, left] = outputLength(width, { kernel: kw, pad, strides });
  const data: number[] = [];
  for (let image = 0; image < n; image++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (let out = 0; out < filters; out++) {
          let sum = 0;
          for (let i = 0; i < kh; i++) {
            for (let j = 0; j < kw; j++) {
              const [y, x] = [row * strides + i - top, column * strides + j - left];
              if (y < 0 || y >= height || x < 0 || x >= width) continue;
              for (let channel = 0; channel < channels; channel++) {
                sum +=
                  input.data[((image * height + y) * width + x) * channels + channel] *
                  filter.data[((i * kw + j) * channels + channel) * filters + out];
              }
            }
          }
          data.push(sum);
        }
      }
    }
  }
  return { data, shape: [n, rows, columns, filters] };
}

function outputLength(
  length: number,
  {
    kernel,
    pad,
    strides,
  }: { readonly kernel: number; readonly pad: 'same' | 'valid'; readonly strides: number },
): [number, number] {
  if (pad === 'valid') return [Math.floor((length - kernel) / strides) + 1, 0];
  const out = Math.ceil(length / strides);
  return [out, Math.floor(Math.max((out - 1) * strides + kernel - length, 0) / 2)];
}

/** The largest of each 2 x 2 pixels; a last odd row or column is left out. */
export function plainMaxPooling({ data, shape }: Plain): Plain {
  const [n, height, width, channels] = shape;
  const [rows, columns] = [Math.floor(height / 2), Math.floor(width / 2)];
  const result: number[] = [];
  for (let image = 0; image < n; image++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (let channel = 0; channel < channels; channel++) {
          const at = (y: number, x: number) =>
            data[((image * height + row * 2 + y) * width + column * 2 + x) * channels + channel];
          result.push(Math.max(at(0, 0), at(0, 1), at(1, 0), at(1, 1)));
        }
      }
    }
  }
  return { data: result, shape: [n, rows, columns, channels] };
}

/** Numbers times weights plus bias, for each row. */
export function plainDense(
  { data, shape: [n, inputs] }: Plain,
  weights: Plain,
  bias: readonly number[],
): Plain {
  const units = weights.shape[1];
  const result: number[] = [];
  for (let row = 0; row < n; row++) {
    for (let unit = 0; unit < units; unit++) {
      let sum = bias[unit];
      for (let i = 0; i < inputs; i++)
        sum += data[row * inputs + i] * weights.data[i * units + unit];
      result.push(sum);
    }
  }
  return { data: result, shape: [n, units] };
}

/** Scores of each row as shares that sum to 1. */
export function plainSoftmax({ data, shape: [n, classes] }: Plain): Plain {
  const result: number[] = [];
  for (let row = 0; row < n; row++) {
    const powers = data.slice(row * classes, (row + 1) * classes).map((score) => Math.exp(score));
    const sum = powers.reduce((total, power) => total + power, 0);
    result.push(...powers.map((power) => power / sum));
  }
  return { data: result, shape: [n, classes] };
}
