import type { Annotation, Layout, LayoutAxis, ScatterData } from 'plotly.js';
import { checkWhole, describe } from '../check';
import type { History } from '../training/history';
import type { TrainingProgress } from '../training/progress';
import { describeHistory, describeProgress } from './historyWords';
import { hasFields, isNumbers } from './parts/checks';
import { figure, type Figure, type Trace } from './parts/figure';
import {
  axisTitle,
  BASE_LAYOUT,
  CALM_AXIS,
  COLORS,
  LEGEND_ABOVE,
  titleAtTop,
  titleHeight,
} from './parts/theme';
import { plotlyLine, type Words } from './parts/words';

const TEXT = {
  loss: { en: 'Loss', ja: '損失' },
  accuracy: { en: 'Accuracy', ja: '正解率' },
  training: { en: 'Training', ja: '訓練' },
  validation: { en: 'Validation', ja: '検証' },
  epoch: { en: 'Epoch', ja: 'エポック' },
};

export interface TrainingCurvesOptions {
  /** A running training: its epoch is drawn as a ring, the axis has room for all its epochs, and the title tells how far it is. */
  readonly progress?: TrainingProgress;
  /** How many epochs the axis has room for; those in the history if not given. */
  readonly epochs?: number;
  readonly title?: Words;
  readonly alt?: Words;
}

/**
 * Returns loss and accuracy over the epochs, side by side: a line for training, a dashed one for validation. The loss
 * stands alone where no accuracy was measured. What is no finite number leaves a gap.
 *
 * @throws TypeError when there are no lists of loss and accuracy
 * @example
 * trainingCurves(history, { title: 'Ten epochs' })
 */
export function trainingCurves(
  history: History,
  { progress, epochs, title, alt }: TrainingCurvesOptions = {},
): Figure {
  checkHistory(history);
  if (epochs !== undefined) checkWhole('epochs', epochs);
  const { loss, acc, val_loss, val_acc } = history;
  const hasAccuracy = acc.length > 0 || progress?.acc !== undefined || loss.length === 0;
  return figure({
    data: [
      ...curvePair([loss, val_loss], { xaxis: 'x', yaxis: 'y' }),
      ...(hasAccuracy ? curvePair([acc, val_acc], { xaxis: 'x2', yaxis: 'y2' }) : []),
      ...runningPoints(history, progress),
    ],
    layout: curvesLayout({
      epochs: epochs ?? progress?.epochs ?? loss.length,
      title: title ?? (progress && describeProgress(progress)),
      hasAccuracy,
    }),
    alt: alt ?? describeHistory(history),
  });
}

/** Without validation its lists are empty. */
function checkHistory(history: unknown): void {
  const lists = { loss: isNumbers, acc: isNumbers, val_loss: isNumbers, val_acc: isNumbers };
  if (hasFields(history, lists)) return;
  const isResult = hasFields(history, { history: (inner) => hasFields(inner, {}) });
  throw new TypeError(
    `trainingCurves() takes lists of numbers { loss, acc, val_loss, val_acc }, but got ${describe(history)}${isResult ? '; give historyOf(…) of it' : ''}`,
  );
}

/** The running epoch's means so far, at its share of the way from the last epoch. */
function runningPoints(history: History, progress: TrainingProgress | undefined): Trace[] {
  if (!progress || history.loss.length >= progress.epoch) return [];
  const { epoch, batch, numBatches = 2 * batch, loss, acc } = progress;
  const ring = {
    type: 'scatter' as const,
    mode: 'markers' as const,
    x: [epoch - 1 + batch / numBatches],
    marker: { color: COLORS.blue, symbol: 'circle-open' as const, size: 9 },
    showlegend: false,
    hovertemplate: '%{y:.3f}<extra></extra>',
  };
  const lossRing: Trace = { ...ring, y: [loss], xaxis: 'x', yaxis: 'y' };
  return acc === undefined
    ? [lossRing]
    : [lossRing, { ...ring, y: [acc], xaxis: 'x2', yaxis: 'y2' }];
}

function curvePair(
  [training, validation]: readonly (readonly number[])[],
  axes: { readonly xaxis: 'x' | 'x2'; readonly yaxis: 'y' | 'y2' },
): Trace[] {
  // One entry in the legend stands for a line in both halves
  const common = { ...axes, showlegend: axes.xaxis === 'x' && validation.length > 0 };
  return [
    {
      ...common,
      ...curve(training, TEXT.training, { color: COLORS.blue, symbol: 'circle', size: 6 }),
      line: { color: COLORS.blue, dash: 'solid', width: 2 },
    },
    {
      ...common,
      ...curve(validation, TEXT.validation, { color: COLORS.vermilion, symbol: 'square', size: 6 }),
      line: { color: COLORS.vermilion, dash: 'dash', width: 2 },
    },
  ];
}

function curve(values: readonly number[], name: Words, marker: ScatterData['marker']): ScatterData {
  const isDense = values.length > 40;
  return {
    type: 'scatter',
    mode: isDense ? 'lines' : 'lines+markers',
    ...(isDense ? {} : { marker }),
    name: plotlyLine(name),
    legendgroup: plotlyLine(name),
    x: values.map((_, index) => index + 1),
    y: [...values],
    hovertemplate: '%{y:.3f}<extra>%{fullData.name}</extra>',
  };
}

/** Screen pixels of the curves themselves, of a half's title with its gaps, of the legend, and below the curves. */
const HEIGHTS = { curves: 214, halfTitle: 28, legend: 24, below: 64 };

interface CurvesLayoutOptions {
  readonly epochs: number;
  readonly title: Words | undefined;
  readonly hasAccuracy: boolean;
}

function curvesLayout({ epochs, title, hasAccuracy }: CurvesLayoutOptions): Layout {
  const above = 12 + titleHeight(title) + HEIGHTS.legend + HEIGHTS.halfTitle;
  const height = above + HEIGHTS.curves + HEIGHTS.below;
  return {
    ...BASE_LAYOUT,
    ...(title ? titleAtTop(title, height) : {}),
    height,
    margin: { ...BASE_LAYOUT.margin, t: above, b: HEIGHTS.below },
    hovermode: 'x unified',
    // Over the titles of the halves
    legend: { ...LEGEND_ABOVE, y: 1 + HEIGHTS.halfTitle / HEIGHTS.curves },
    annotations: [
      halfTitle(TEXT.loss, 0),
      ...(hasAccuracy ? [halfTitle(TEXT.accuracy, 0.55)] : []),
    ],
    xaxis: { ...epochAxis(epochs), domain: [0, hasAccuracy ? 0.45 : 1], anchor: 'y' },
    yaxis: { ...CALM_AXIS, rangemode: 'tozero', anchor: 'x' },
    ...(hasAccuracy ? accuracyAxes(epochs) : {}),
  };
}

function accuracyAxes(epochs: number): Layout {
  return {
    xaxis2: { ...epochAxis(epochs), domain: [0.55, 1], anchor: 'y2' },
    yaxis2: { ...CALM_AXIS, range: [0, 1.02], tickformat: '.0%', dtick: 0.2, anchor: 'x2' },
  };
}

function epochAxis(epochs: number): LayoutAxis {
  const step = epochStep(epochs);
  const ticks = Array.from({ length: Math.floor(epochs / step) }, (_, index) => (index + 1) * step);
  // The running epoch lies between the ends of two epochs, the first between 0 and 1
  return {
    ...CALM_AXIS,
    title: axisTitle(TEXT.epoch),
    range: [0, epochs + 0.5],
    tickmode: 'array',
    tickvals: ticks,
  };
}

function halfTitle(text: Words, x: number): Annotation {
  return {
    text: `<b>${plotlyLine(text)}</b>`,
    x,
    xref: 'paper',
    xanchor: 'left',
    y: 1.03,
    yref: 'paper',
    yanchor: 'bottom',
    showarrow: false,
  };
}

/** Epochs are whole: 1, 2, 5, 10, 20, ... with at most some eight ticks. */
function epochStep(epochs: number): number {
  const steps = [1, 2, 5]
    .flatMap((step) => [step, step * 10, step * 100, step * 1000])
    .sort((a, b) => a - b);
  return steps.find((step) => epochs / step <= 8) ?? 10_000;
}
