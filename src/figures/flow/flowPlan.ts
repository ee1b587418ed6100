import type { Bounds } from '../parts/drawing';
import { PAGE_WIDTH, textWidth } from '../parts/textWidth';
import { linesOf, type Words } from '../parts/words';
import { middlesOf, rowWidth, wrapRows, type Span } from '../parts/wrapRows';

/** One thing that a program does. */
export interface FlowStep {
  readonly label: Words;
  /** The call that does it, such as `loadData()`. */
  readonly detail?: string;
  /** What comes out of it, such as `[1440, 100, 100, 3] uint8`. */
  readonly shape?: string;
}

/** A step's box: x and y of its middle, in screen pixels to the right and up. */
export interface FlowBox {
  readonly step: FlowStep;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface FlowPlan {
  readonly boxes: readonly FlowBox[];
  readonly boxHeight: number;
  readonly bounds: Bounds;
}

interface TextKind {
  readonly size: number;
  /** Screen pixels from a line to the next. */
  readonly line: number;
  readonly font: 'words' | 'code';
}

export const LABEL_TEXT: TextKind = { size: 12, line: 17, font: 'words' };
export const DETAIL_TEXT: TextKind = { size: 10.5, line: 17, font: 'code' };
export const ARROW_TEXT: TextKind = { size: 10, line: 13, font: 'code' };

/** Screen pixels between a box's edge and its texts. */
const PADDING = 8;
const SMALLEST_BOX = 84;
const SMALLEST_GAP = 44;
/** Screen pixels between two rows, and from the line between them to the lower row. */
const BETWEEN_ROWS = 54;
export const TURN = 22;
/** Screen pixels of the arrow below the last box. */
export const EXIT = 24;
/** Screen pixels between an arrow that points down and its text. */
export const BESIDE = 10;

/** Returns the places of the boxes, as many in a row as a narrow page has room for. */
export function planFlow(steps: readonly FlowStep[]): FlowPlan {
  const widthOf = (row: readonly FlowStep[]) => rowWidth(row.map(spanOf));
  const rows = wrapRows(steps, (row) => widthOf(row) <= PAGE_WIDTH);
  const boxHeight = Math.max(...steps.map(textHeight)) + 2 * PADDING;
  const widest = Math.max(...rows.map(widthOf));
  const boxes = rows.flatMap((row, index) => {
    // Rows of the same number of boxes end below one another
    const isEven = row.length === rows[0].length && row.length > 1;
    const stretch = isEven ? (widest - widthOf(row)) / (row.length - 1) : 0;
    return placeRow(row, -index * (boxHeight + BETWEEN_ROWS), stretch);
  });
  return { boxes, boxHeight, bounds: boundsOf(boxes, { boxHeight, widest }) };
}

/** Returns the lines of what comes out of a step: the lengths stand above the arrow, the type of the numbers below. */
export function shapeLines({ shape = '' }: FlowStep): string[] {
  return shape.split(/(?<=\]) /).filter((line) => line !== '');
}

function placeRow(row: readonly FlowStep[], y: number, stretch: number): FlowBox[] {
  const spans = row.map(spanOf);
  const middles = middlesOf(spans, 0, stretch);
  return row.map((step, index) => ({ step, x: middles[index], y, width: spans[index].width }));
}

function spanOf(step: FlowStep): Span {
  return { width: boxWidth(step), gap: gapAfter(step) };
}

function boxWidth({ label, detail = '' }: FlowStep): number {
  const [first, ...others] = linesOf(label);
  // The first line is bold
  const widths = [
    textWidth(first, LABEL_TEXT.size) * 1.06,
    ...others.map((line) => textWidth(line, LABEL_TEXT.size)),
    textWidth(detail, DETAIL_TEXT.size, 'code'),
  ];
  return Math.max(SMALLEST_BOX, ...widths.map((width) => width + 2 * PADDING));
}

function gapAfter(step: FlowStep): number {
  return Math.max(
    SMALLEST_GAP,
    ...shapeLines(step).map((line) => textWidth(line, ARROW_TEXT.size, 'code') + 12),
  );
}

function textHeight({ label, detail }: FlowStep): number {
  return linesOf(label).length * LABEL_TEXT.line + (detail ? DETAIL_TEXT.line : 0);
}

function boundsOf(
  boxes: readonly FlowBox[],
  { boxHeight, widest }: { readonly boxHeight: number; readonly widest: number },
): Bounds {
  const { step, x, y } = boxes[boxes.length - 1];
  const exit = step.shape ? EXIT + ARROW_TEXT.line + 4 : 0;
  const half = textWidth(step.shape ?? '', ARROW_TEXT.size, 'code') / 2;
  const isColumn =
    boxes.length > 1 && boxes.every((box) => box.y !== boxes[0].y || box === boxes[0]);
  const beside = isColumn
    ? boxes.map((box) => box.x + BESIDE + textWidth(box.step.shape ?? '', ARROW_TEXT.size, 'code'))
    : [];
  return {
    left: Math.min(0, x - half) - 1,
    right: Math.max(widest, x + half, ...beside) + 1,
    bottom: y - boxHeight / 2 - exit - 2,
    top: boxHeight / 2 + 2,
  };
}
