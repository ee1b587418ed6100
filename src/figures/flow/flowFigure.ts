import { plural } from '../../plural';
import type { Annotation, Shape } from 'plotly.js';
import { checkItems, hasFields } from '../parts/checks';
import { mixHex } from '../parts/colors';
import { arrow, drawingLayout, polyline, textAt, type TextStyle } from '../parts/drawing';
import { figure, type Figure } from '../parts/figure';
import {
  ARROW_TEXT,
  BESIDE,
  DETAIL_TEXT,
  EXIT,
  LABEL_TEXT,
  planFlow,
  shapeLines,
  TURN,
  type FlowBox,
  type FlowPlan,
  type FlowStep,
} from './flowPlan';
import { COLORS, INK } from '../parts/theme';
import {
  describedWords,
  inBoth,
  isWords,
  linesOf,
  plainWords,
  plotlyText,
  type Bilingual,
  type Words,
} from '../parts/words';

export type { FlowStep };

export interface FlowFigureOptions {
  readonly title?: Words;
  readonly alt?: Words;
}

const BLUE_PAPER = mixHex(COLORS.blue, '#FFFFFF', 0.92);
const QUIET = '#595959';
/** Screen pixels by which a line laps over the arrow that goes on from it. */
const JOINT = 6;

/**
 * Returns the way that data takes through a program: a box for each step, from left to right and then row by row, with what
 * comes out of a step at the arrow after it.
 *
 * @throws TypeError when there are no steps, or one has no label
 * @example
 * flowFigure([
 *   { label: { en: 'Load', ja: '読み込む' }, detail: 'loadData()', shape: '[1440, 100, 100, 3] uint8' },
 *   { label: { en: 'Train', ja: '訓練する' }, detail: 'train()' },
 * ])
 */
export function flowFigure(
  steps: readonly FlowStep[],
  { title, alt }: FlowFigureOptions = {},
): Figure {
  checkFlow(steps);
  const plan = planFlow(steps);
  return figure({
    data: [],
    layout: {
      ...drawingLayout(plan.bounds, title),
      shapes: [...bends(plan), ...plan.boxes.map((box) => drawBox(box, plan))],
      annotations: [...arrows(plan), ...arrowTexts(plan), ...plan.boxes.flatMap(boxTexts)],
    },
    alt: alt ?? describedWords(title, describeSteps(steps)),
  });
}

function checkFlow(steps: readonly FlowStep[]): void {
  checkItems('flowFigure', steps, {
    noun: 'step',
    example: "[{ label: 'Load', detail: 'loadData()' }]",
    isRight: (step) => hasFields(step, { label: isWords }),
    max: 200,
  });
  const index = steps.findIndex(({ label }) => linesOf(label).some((line) => line.trim() === ''));
  if (index >= 0)
    throw new TypeError(
      `Step ${index} of flowFigure() has an empty label; give words, as a text or as { en, ja }`,
    );
}

function describeSteps(steps: readonly FlowStep[]): Bilingual {
  const list = (language: keyof Bilingual) =>
    steps.map(({ label, detail, shape }, index) => {
      return `${index + 1}. ${inBoth(label)[language]}${detail ? ` (${detail})` : ''}${shape ? ` → ${shape}` : ''}`;
    });
  return {
    en: `A program of ${plural(steps.length, 'step')}: ${list('en').join('; ')}`,
    ja: `${steps.length} つの手順からなるプログラム: ${list('ja').join('、')}`,
  };
}

function drawBox({ step, x, y, width }: FlowBox, { boxHeight }: FlowPlan): Shape {
  const [side, top, bottom, round] = [width / 2, y + boxHeight / 2, y - boxHeight / 2, 7];
  return {
    type: 'path',
    name: plainWords(step.label),
    path:
      `M${-side + round},${top}L${side - round},${top}Q${side},${top} ${side},${top - round}L${side},${bottom + round}Q${side},${bottom} ${side - round},${bottom}` +
      `L${-side + round},${bottom}Q${-side},${bottom} ${-side},${bottom + round}L${-side},${top - round}Q${-side},${top} ${-side + round},${top}Z`,
    xsizemode: 'pixel',
    xanchor: x,
    fillcolor: BLUE_PAPER,
    line: { color: COLORS.blue, width: 1.5 },
  };
}

function boxTexts({ step, x, y }: FlowBox): Annotation[] {
  const lines = [
    ...linesOf(step.label).map((line, index) => ({
      text: index === 0 ? `<b>${plotlyText(line)}</b>` : plotlyText(line),
      kind: LABEL_TEXT,
      color: INK,
    })),
    ...(step.detail ? [{ text: plotlyText(step.detail), kind: DETAIL_TEXT, color: QUIET }] : []),
  ];
  const height = lines.reduce((sum, { kind }) => sum + kind.line, 0);
  return lines.map(({ text, kind: { size, line, font }, color }, index) =>
    textAt(text, { x, y: y + height / 2 - (index + 0.5) * line, size, font, color }),
  );
}

/** To the next box: across within a row, down between rows; and out of the last one if something comes out of it. */
function arrows({ boxes, boxHeight }: FlowPlan): Annotation[] {
  return boxes.flatMap(({ step, x, y, width }, index) => {
    const next = boxes[index + 1];
    const below = y - boxHeight / 2;
    if (!next) return step.shape ? [arrow({ from: [x, below], to: [x, below - EXIT] }, INK)] : [];
    if (next.y === y)
      return [
        arrow(
          { from: [x, y], to: [next.x, y], startGap: width / 2 + 2, endGap: next.width / 2 + 2 },
          INK,
        ),
      ];
    const above = next.y + boxHeight / 2;
    return [
      arrow({ from: [next.x, next.x === x ? below : above + TURN], to: [next.x, above + 2] }, INK),
    ];
  });
}

/** The way from the end of a row to the box that begins the next. */
function bends({ boxes, boxHeight }: FlowPlan): Shape[] {
  return boxes.slice(1).flatMap((next, index) => {
    const { x, y } = boxes[index];
    if (next.y === y || next.x === x) return [];
    const run = next.y + boxHeight / 2 + TURN;
    return [
      polyline(
        [
          [x, y - boxHeight / 2],
          [x, run],
          [next.x, run],
          [next.x, run - JOINT],
        ],
        INK,
      ),
    ];
  });
}

function arrowTexts({ boxes, boxHeight }: FlowPlan): Annotation[] {
  return boxes.flatMap(({ step, x, y, width }, index) => {
    const next = boxes[index + 1];
    const whole = plotlyText(step.shape ?? '');
    const style = { size: ARROW_TEXT.size, font: ARROW_TEXT.font, color: QUIET };
    if (whole === '') return [];
    if (!next)
      return [textAt(whole, { ...style, x, y: y - boxHeight / 2 - EXIT - 2, yanchor: 'top' })];
    if (next.y === y)
      return besideArrow(shapeLines(step), {
        ...style,
        x: (x + next.x) / 2,
        y,
        xshift: (width - next.width) / 4,
      });
    if (next.x === x)
      return [textAt(whole, { ...style, x: x + BESIDE, y: (y + next.y) / 2, xanchor: 'left' })];
    return [
      textAt(whole, {
        ...style,
        x: (x + next.x) / 2,
        y: next.y + boxHeight / 2 + TURN + 3,
        yanchor: 'bottom',
      }),
    ];
  });
}

/** The first line stands above the arrow, the others below. */
function besideArrow(
  lines: readonly string[],
  { xshift, ...style }: Omit<TextStyle, 'xanchor' | 'yanchor'> & { readonly xshift: number },
): Annotation[] {
  const [above, ...below] = lines.map(plotlyText);
  return [
    { ...textAt(above, { ...style, y: style.y + 3, yanchor: 'bottom' }), xshift },
    ...(below.length > 0
      ? [{ ...textAt(below.join(' '), { ...style, y: style.y - 4, yanchor: 'top' }), xshift }]
      : []),
  ];
}
