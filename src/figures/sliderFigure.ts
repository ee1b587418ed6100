import type { Frame, Layout } from 'plotly.js';
import { checkWhole } from '../check';
import { checkItems, checkLength, hasFields, isText } from './parts/checks';
import { figure, type Figure } from './parts/figure';
import { BASE_LAYOUT } from './parts/theme';
import { inBoth, plotlyLine, plotlyText, type Bilingual, type Words } from './parts/words';

/** One place of a slider: what stands at its mark, and the figure that is drawn there. */
export interface SliderStep {
  readonly label: string;
  readonly figure: Figure;
}

export interface SliderFigureOptions {
  /** What the slider moves through, before the label of the step: `{ en: 'Epoch', ja: 'エポック' }`. */
  readonly name?: Words;
  /** The step that is drawn first, from 0. */
  readonly startIndex?: number;
  /** Milliseconds that a step stays when the figure plays by itself. */
  readonly stepDuration?: number;
  /** What is shown, for readers who do not see it; made of the first and the last step's if not given. */
  readonly alt?: Words;
}

/** Screen pixels below the figure for the slider, and the shift of all below it that a figure already has there. */
const SLIDER_HEIGHT = 84;

/**
 * Returns several figures as one with a slider and a play button, which move without a kernel: in JupyterLab and in the
 * exported page. All figures have the same traces in the same order; each step keeps the size and axes of the first, and
 * draws its own numbers, shapes and annotations.
 *
 * @throws TypeError when there are no steps, or a figure has not as many traces, shapes and annotations as the first
 * @throws RangeError when `startIndex` is none of the steps
 * @example
 * const waves = [1, 2, 3].map((n) => ({ name: 'wave', x: [0, 1, 2], y: [0, 1, 2].map((x) => Math.sin(n * x)) }));
 * sliderFigure(waves.map((wave, index) => ({ label: String(index + 1), figure: curvesFigure([wave]) })))
 */
export function sliderFigure(
  steps: readonly SliderStep[],
  { name = '', startIndex = 0, stepDuration = 700, alt }: SliderFigureOptions = {},
): Figure {
  checkSlider(steps, startIndex);
  checkLength('stepDuration', stepDuration);
  const start = steps[startIndex].figure;
  const layouts = steps.map(({ figure: { layout } }) => layout);
  const movingData = movingElements(steps.map((step) => step.figure.data));
  const movingLayouts = layoutChanges(layouts);
  const frames = steps.map((_, index): Frame => ({
    name: frameName(index),
    data: movingData[index],
    layout: movingLayouts[index],
  }));
  return figure({
    data: start.data,
    layout: {
      ...start.layout,
      ...controls(steps, { name, startIndex, stepDuration, layout: start.layout }),
    },
    frames,
    alt: alt ?? describeSteps(steps, name),
  });
}

/** Plotly merges these lists of a frame element by element, so an element need hold no more than what moves. */
const MERGED_LISTS = ['shapes', 'annotations'] as const;

/** For each step what its layout has unlike the others'. */
function layoutChanges(layouts: readonly Layout[]): object[] {
  const keys = varyingKeys(layouts).filter((key) => key !== 'meta');
  const lists = MERGED_LISTS.filter((key) => keys.includes(key)).map(
    (key) => [key, movingElements(layouts.map((layout) => layout[key] ?? []))] as const,
  );
  return layouts.map((layout, step) => ({
    ...pick(layout, keys),
    ...Object.fromEntries(lists.map(([key, elements]) => [key, elements[step]])),
  }));
}

/** For each step the elements of its list, each with only those of its keys that move. */
function movingElements(lists: readonly (readonly object[])[]): object[][] {
  const keys = lists[0].map((_, at) => varyingKeys(lists.map((list) => list[at])));
  return lists.map((list) => list.map((element, at) => pick(element, keys[at])));
}

/** The keys whose values are not the same in all steps: a frame need hold no others. */
function varyingKeys(parts: readonly object[]): string[] {
  const keys = [...new Set(parts.flatMap(Object.keys))];
  const textOf = (part: object, key: string) =>
    JSON.stringify((part as Record<string, unknown>)[key]);
  return keys.filter((key) => parts.some((part) => textOf(part, key) !== textOf(parts[0], key)));
}

function pick(part: object, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(part).filter(([key]) => keys.includes(key)));
}

function frameName(index: number): string {
  return `step ${index}`;
}

type ControlOptions = Required<Omit<SliderFigureOptions, 'alt'>> & {
  readonly layout: Layout;
};

/** The slider and its button stand below the figure, which grows by their height. */
function controls(
  steps: readonly SliderStep[],
  { name, startIndex, stepDuration, layout }: ControlOptions,
): Layout {
  const margin = { ...BASE_LAYOUT.margin, ...layout.margin };
  const height = layout.height ?? 340;
  // In pixels below the drawing, since Plotly takes no place that is more than three drawings away
  const below = { yanchor: 'top' as const, y: 0 };
  const top = margin.b - 16;
  return {
    height: height + SLIDER_HEIGHT,
    margin: { ...margin, b: margin.b + SLIDER_HEIGHT },
    sliders: [
      {
        ...below,
        active: startIndex,
        x: 0,
        len: 1,
        // Beside the buttons, whose width is in pixels too
        pad: { t: top + 8, b: 8, l: 110, r: 8 },
        currentvalue: {
          prefix: name === '' ? '' : `${plotlyLine(name)}: `,
          xanchor: 'left',
          font: { size: 14 },
        },
        steps: steps.map(({ label }, index) => ({
          label: plotlyText(label),
          method: 'animate',
          args: [[frameName(index)], showNow(0)],
        })),
      },
    ],
    updatemenus: [
      {
        ...below,
        type: 'buttons',
        showactive: false,
        direction: 'left',
        x: 0,
        xanchor: 'left',
        pad: { t: top + 28, r: 0, b: 0, l: 0 },
        buttons: [
          {
            label: '▶',
            method: 'animate',
            args: [null, { ...showNow(stepDuration), fromcurrent: true }],
          },
          { label: '❚❚', method: 'animate', args: [[null], showNow(0)] },
        ],
      },
    ],
  };
}

function showNow(duration: number) {
  return {
    mode: 'immediate' as const,
    frame: { duration, redraw: true },
    transition: { duration: 0 },
  };
}

function describeSteps(steps: readonly SliderStep[], name: Words): Words {
  const [first, last] = [steps[0], steps[steps.length - 1]];
  const of = ({ label, figure: { altWords } }: SliderStep, language: keyof Bilingual) =>
    `${label}: ${inBoth(altWords)[language]}`;
  const { en, ja } = inBoth(name);
  return {
    en: `A slider${en && ` (${en})`} of ${steps.length} steps. First, ${of(first, 'en')}. Last, ${of(last, 'en')}`,
    ja: `スライダー${ja && ` (${ja})`} ${steps.length} 段階。最初は ${of(first, 'ja')}。最後は ${of(last, 'ja')}`,
  };
}

function checkSlider(steps: readonly SliderStep[], startIndex: number): void {
  checkItems('sliderFigure', steps, {
    noun: 'step',
    example: "[{ label: '1', figure: valueBars(…) }]",
    isRight: (step) => hasFields(step, { label: isText, figure: isFigure }),
    max: 1000,
  });
  checkWhole('startIndex', startIndex, { min: 0, max: steps.length - 1 });
  const [first, ...others] = steps.map((step) => partsOf(step.figure));
  const odd = others.findIndex((parts) => parts !== first);
  if (odd < 0) return;
  throw new TypeError(
    `All steps of a slider draw the same parts, but step 0 has ${first} and step ${odd + 1} has ${others[odd]}`,
  );
}

/** A frame cannot take away what another has added, so the counts must agree. */
function partsOf({ data, layout }: Figure): string {
  const { shapes = [], annotations = [] } = layout;
  return `${data.length} traces, ${shapes.length} shapes and ${annotations.length} annotations`;
}

function isFigure(value: unknown): boolean {
  return hasFields(value, { data: Array.isArray, layout: (layout) => hasFields(layout, {}) });
}
