import { describe } from '../check';
import type { NdArray } from '../data/arrays';
import { sheetFigure } from './parts/sheetFigure';
import type { SliderStep } from './sliderFigure';
import { checkKernels, describeKernels, kernelSheet, largestWeight } from './parts/weightTiles';
import { describedWords, type Bilingual, type Words } from './parts/words';

export interface KernelStepsOptions {
  /** Stands over the kernels. */
  readonly title?: Words;
}

const COLUMNS = 8;
/** Screen pixels for one weight, where the page is wide enough. */
const SCALE = 16;

/**
 * Returns a step of a slider for each state of the same kernels, drawn as by `kernelGrid`, all on one scale. Below each
 * stands how far the weights have moved since the first. A step holds one small PNG: a pixel for each weight.
 *
 * @param history the kernels before training and after each epoch, as `recordKernels` gathers them
 * @throws TypeError when there are no kernels, or they have not all the same shape
 * @example
 * sliderFigure(kernelSteps(recorder.kernels), { name: { en: 'Epoch', ja: 'エポック' } })
 */
export function kernelSteps(
  history: readonly NdArray<Float32Array>[],
  { title }: KernelStepsOptions = {},
): SliderStep[] {
  checkHistory(history);
  const largest = Math.max(...history.map(largestWeight));
  return history.map((weights, step) => {
    const caption = describeChange(meanChange(weights, history[0]));
    const sheet = kernelSheet(weights, { largest, columns: COLUMNS, gap: 1 });
    const kernels = describeKernels(weights, largest);
    const alt = describedWords(title, {
      en: `${kernels.en}; ${caption.en}`,
      ja: `${kernels.ja}。${caption.ja}`,
    });
    return {
      label: String(step),
      figure: sheetFigure(sheet, { scale: SCALE, title, caption, alt }),
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

function checkHistory(history: readonly NdArray<Float32Array>[]): void {
  const isList: boolean = Array.isArray(history);
  if (!isList || history.length === 0)
    throw new TypeError(
      `kernelSteps() takes a list of at least one state of the kernels, but got ${describe(history)}`,
    );
  history.forEach((weights, step) => checkKernels(`State ${step} of kernelSteps()`, weights));
  const [first, ...others] = history.map(({ shape }) => shape.join(' x '));
  const odd = others.find((shape) => shape !== first);
  if (odd)
    throw new TypeError(
      `All states must be of the same kernels, but the first are ${first} and others ${odd}`,
    );
}
