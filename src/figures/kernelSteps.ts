import type { NdArray } from '../data/arrays';
import type { Figure } from './parts/figure';
import { sheetFigure } from './parts/sheetFigure';
import type { SliderStep } from './sliderFigure';
import {
  checkKernels,
  describeKernels,
  kernelSheet,
  largestWeight,
  type KernelChoice,
} from './parts/weightTiles';
import { describedWords, type Bilingual, type Words } from './parts/words';

export interface KernelFigureOptions extends KernelChoice {
  /** Kernels in a row. */
  readonly columns?: number;
  /** Screen pixels for one weight, where the page is wide enough. */
  readonly scale?: number;
  /** Stands over the kernels. */
  readonly title?: Words;
  /** Stands below the kernels; tells the scale of the grays if not given. */
  readonly caption?: Words;
  readonly alt?: Words;
}

/**
 * Returns all kernels of `[kernelHeight, kernelWidth, inputChannels, filters]` as `kernelGrid` draws them, but as a
 * figure, so that a slider can move through several. The figure holds one small PNG: a pixel for each weight.
 *
 * @throws TypeError when the array has not 4 axes, none of them empty
 * @throws RangeError when there is no such input channel, or `largest` is negative
 * @example
 * kernelFigure(kernels(model, 'conv1'))
 */
export function kernelFigure(
  weights: NdArray<Float32Array>,
  { inputChannel, largest, columns = 8, scale = 16, title, caption, alt }: KernelFigureOptions = {},
): Figure {
  checkKernels('kernelFigure', weights);
  const sheet = kernelSheet(weights, { inputChannel, largest, columns, gap: 1 });
  const text = describeKernels(weights, { inputChannel, largest });
  return sheetFigure(sheet, {
    scale,
    title,
    caption: caption ?? text,
    alt: alt ?? describedWords(title, text),
  });
}

/**
 * Returns a step of a slider for each state of the same kernels, all on one scale, and tells below each how far the
 * weights have moved since the first.
 *
 * @param history the kernels before training and after each epoch, as `recordKernels` gathers them
 * @throws TypeError when there are no kernels, or they have not all the same shape
 * @example
 * sliderFigure(kernelSteps(recorder.kernels), { name: { en: 'Epoch', ja: 'エポック' } })
 */
export function kernelSteps(
  history: readonly NdArray<Float32Array>[],
  options: Omit<KernelFigureOptions, 'caption' | 'alt'> = {},
): SliderStep[] {
  checkHistory(history);
  const largest = options.largest ?? Math.max(...history.map(largestWeight));
  return history.map((weights, step) => {
    const caption = describeChange(meanChange(weights, history[0]));
    const alt = describedWords(
      options.title,
      joined(describeKernels(weights, { ...options, largest }), caption),
    );
    return {
      label: String(step),
      figure: kernelFigure(weights, { ...options, largest, caption, alt }),
    };
  });
}

/** How far a weight has moved on average. */
function meanChange({ data }: NdArray<Float32Array>, start: NdArray<Float32Array>): number {
  return (
    data.reduce((sum, weight, index) => sum + Math.abs(weight - start.data[index]), 0) / data.length
  );
}

function describeChange(change: number): Bilingual {
  return {
    en: `average change since the start: ${change.toFixed(4)}`,
    ja: `最初からの変化の平均: ${change.toFixed(4)}`,
  };
}

function joined(first: Bilingual, second: Bilingual): Bilingual {
  return { en: `${first.en}; ${second.en}`, ja: `${first.ja}。${second.ja}` };
}

function checkHistory(history: readonly NdArray<Float32Array>[]): void {
  if (history.length === 0)
    throw new TypeError('kernelSteps() takes at least one state of the kernels, but got none');
  history.forEach((weights) => checkKernels('kernelSteps', weights));
  const [first, ...others] = history.map(({ shape }) => shape.join(' x '));
  const odd = others.find((shape) => shape !== first);
  if (odd)
    throw new TypeError(
      `All states must be of the same kernels, but the first are ${first} and others ${odd}`,
    );
}
