import type { Data, Layout } from 'plotly.js';
import type { History } from '../training/history';
import type { TrainingProgress } from '../training/progress';
import { figure, type Figure } from './parts/figure';
import { describeHistory, describeProgress } from './parts/historyWords';
import { axisTitle, BASE_LAYOUT, CALM_AXIS, COLORS, titleAt, titleHeight } from './parts/theme';
import { plainWords, type Words } from './parts/words';

const TEXT: Record<'loss' | 'accuracy' | 'training' | 'validation' | 'epoch', Words> = {
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
  readonly text?: Partial<typeof TEXT>;
}

type Keys = { readonly training: keyof History; readonly validation: keyof History };

/**
 * Returns loss and accuracy over the epochs, side by side: a line for training, a dashed one for validation. The loss
 * stands alone where no accuracy was measured.
 *
 * @example
 * trainingCurves(history, { title: 'Ten epochs' })
 */
export function trainingCurves(
  history: History,
  { progress, epochs, title, alt, text }: TrainingCurvesOptions = {},
): Figure {
  const words = { ...TEXT, ...text };
  const heading = title ?? (progress && describeProgress(progress));
  const hasAccuracy =
    history.acc.length > 0 || progress?.acc !== undefined || history.loss.length === 0;
  return figure({
    data: [
      ...curvePair(history, {
        keys: { training: 'loss', validation: 'val_loss' },
        axes: { xaxis: 'x', yaxis: 'y' },
        words,
      }),
      ...(hasAccuracy
        ? curvePair(history, {
            keys: { training: 'acc', validation: 'val_acc' },
            axes: { xaxis: 'x2', yaxis: 'y2' },
            words,
          })
        : []),
      ...runningPoints(history, progress),
    ],
    layout: curvesLayout({
      epochs: epochs ?? progress?.epochs ?? history.loss.length,
      title: heading,
      words,
      hasAccuracy,
    }),
    alt: alt ?? describeHistory(history),
  });
}

/** The running epoch's means so far, at its share of the way from the last epoch. */
function runningPoints(history: History, progress: TrainingProgress | undefined): Data[] {
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
  const lossRing: Data = { ...ring, y: [loss], xaxis: 'x', yaxis: 'y' };
  return acc === undefined
    ? [lossRing]
    : [lossRing, { ...ring, y: [acc], xaxis: 'x2', yaxis: 'y2' }];
}

interface CurvePairOptions {
  readonly keys: Keys;
  readonly axes: { readonly xaxis: 'x' | 'x2'; readonly yaxis: 'y' | 'y2' };
  readonly words: typeof TEXT;
}

function curvePair(history: History, { keys, axes, words }: CurvePairOptions): Data[] {
  // One entry in the legend stands for a line in both halves
  const showlegend = axes.xaxis === 'x' && history.val_loss.length > 0;
  const training = curve(history[keys.training], {
    name: words.training,
    color: COLORS.blue,
    dash: 'solid',
    symbol: 'circle',
  });
  const validation = curve(history[keys.validation], {
    name: words.validation,
    color: COLORS.vermilion,
    dash: 'dash',
    symbol: 'square',
  });
  return [training, validation].map((line) => ({ ...line, ...axes, showlegend }));
}

interface LineStyle {
  readonly name: Words;
  readonly color: string;
  readonly dash: 'solid' | 'dash';
  readonly symbol: 'circle' | 'square';
}

function curve(values: readonly number[], { name, color, dash, symbol }: LineStyle) {
  return {
    type: 'scatter' as const,
    mode: values.length > 40 ? ('lines' as const) : ('lines+markers' as const),
    name: plainWords(name),
    legendgroup: plainWords(name),
    x: values.map((_, index) => index + 1),
    y: [...values],
    line: { color, dash, width: 2 },
    marker: { color, symbol, size: 6 },
    hovertemplate: '%{y:.3f}<extra>%{fullData.name}</extra>',
  };
}

function curvesLayout({
  epochs,
  title,
  words,
  hasAccuracy,
}: {
  readonly epochs: number;
  readonly title?: Words;
  readonly words: typeof TEXT;
  readonly hasAccuracy: boolean;
}): Partial<Layout> {
  const epochAxis = epochAxisOf(epochs, words.epoch);
  const accuracyAxes: Partial<Layout> = {
    xaxis2: { ...epochAxis, domain: [0.55, 1], anchor: 'y2' },
    yaxis2: { ...CALM_AXIS, range: [0, 1.02], tickformat: '.0%', dtick: 0.2, anchor: 'x2' },
  };
  return {
    ...BASE_LAYOUT,
    ...(title ? titleAt(title) : {}),
    height: 330,
    margin: { ...BASE_LAYOUT.margin, t: 64 + titleHeight(title) },
    hovermode: 'x unified',
    legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.08, yanchor: 'bottom' },
    annotations: [
      halfTitle(words.loss, 0),
      ...(hasAccuracy ? [halfTitle(words.accuracy, 0.55)] : []),
    ],
    xaxis: { ...epochAxis, domain: [0, hasAccuracy ? 0.45 : 1], anchor: 'y' },
    yaxis: { ...CALM_AXIS, rangemode: 'tozero', anchor: 'x' },
    ...(hasAccuracy ? accuracyAxes : {}),
  };
}

function epochAxisOf(epochs: number, title: Words): NonNullable<Layout['xaxis']> {
  const step = epochStep(epochs);
  const ticks = Array.from({ length: Math.floor(epochs / step) }, (_, index) => (index + 1) * step);
  // The running epoch lies between the ends of two epochs, the first between 0 and 1
  return {
    ...CALM_AXIS,
    title: axisTitle(title),
    range: [0, epochs + 0.5],
    tickmode: 'array',
    tickvals: ticks,
  };
}

function halfTitle(text: Words, x: number): NonNullable<Layout['annotations']>[number] {
  return {
    text: `<b>${plainWords(text)}</b>`,
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
