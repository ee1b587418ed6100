import type { Bounds } from '../parts/drawing';
import { longNumber } from '../parts/numbers';
import { PAGE_WIDTH, textWidth } from '../parts/textWidth';
import { middlesOf, rowWidth, wrapRows, type Span } from '../parts/wrapRows';
import { shownShape } from './layerKinds';
import type { Block } from './networkBlocks';

/** A block and its place: x and y of its middle, in screen pixels to the right and up. */
export interface Column {
  readonly block: Block;
  readonly x: number;
  readonly y: number;
  /** Screen pixels that the body takes across. */
  readonly width: number;
  /** Screen pixels that body and texts take across. */
  readonly slot: number;
}

/** How far below a block's middle its texts begin. */
interface LabelDrops {
  readonly names: number;
  readonly shape: number;
  readonly params: number;
}

export interface NetworkPlan {
  readonly columns: readonly Column[];
  /** The box that the layers are in; the input stays outside. */
  readonly box: Bounds;
  /** All of it. */
  readonly bounds: Bounds;
  readonly drops: LabelDrops;
  /** How far the middle of a line between two rows lies above the lower row. */
  readonly turn: number;
}

/** Screen pixels of the texts at a block. */
export const LABEL_SIZE = 10.5;
const LABEL_LINE = 14;
/** Screen pixels between two blocks with their texts, and between a block and the wall of the box. */
const GAP = 5;
const WALL = 8;
/** Screen pixels for the arrows into and out of the box. */
const DOORWAY = 18;
/** Screen pixels that the open flaps reach out, to the side and up. */
export const FLAP = { out: 22, up: 14 };
const SMALLEST_BOX = 250;
const SMALLEST_HALF = 40;
/** Screen pixels for the two lines of heading, and between two rows of blocks. */
const HEADING = 48;
const BETWEEN_ROWS = 26;

/** Screen pixels that blocks side by side take. */
function widthOf(blocks: readonly Block[]): number {
  return rowWidth(blocks.map(spanOf));
}

/** Returns the places of the blocks side by side, each with room for its body and its texts, in more rows than one if there are many. */
export function planNetwork(blocks: readonly Block[]): NetworkPlan {
  const inputs = blocks.filter(isInput);
  const left = inputs.length > 0 ? widthOf(inputs) + DOORWAY : FLAP.out;
  const widest = PAGE_WIDTH - left - 2 * WALL - DOORWAY;
  const rows = wrapRows(
    blocks.filter((block) => !isInput(block)),
    (row) => widthOf(row) <= widest,
  );
  const right = left + Math.max(SMALLEST_BOX, ...rows.map((row) => widthOf(row) + 2 * WALL));
  // A single row stands in the middle of its box; several begin one below the other
  const rowStart = (row: readonly Block[]) =>
    rows.length > 1 ? left + WALL : (left + right - widthOf(row)) / 2;
  const { half, drops, end } = planHeights(blocks);
  const pitch = half + end + BETWEEN_ROWS;
  const bottom = -end - (rows.length - 1) * pitch;
  const top = half + HEADING;
  return {
    columns: [
      ...placeRow(inputs, 0, 0),
      ...rows.flatMap((row, index) => placeRow(row, rowStart(row), -index * pitch)),
    ],
    box: { left, right, bottom, top },
    bounds: {
      left: 0,
      right: right + (rows[0].length > 0 ? DOORWAY : FLAP.out),
      bottom: bottom - WALL,
      top: top + FLAP.up,
    },
    drops,
    turn: half + BETWEEN_ROWS / 2,
  };
}

function isInput({ layers }: Block): boolean {
  return layers[0].kind === 'input';
}

/** Screen pixels above a row's middle (`half`), and below it to the last line of its texts (`end`). */
function planHeights(blocks: readonly Block[]): {
  readonly half: number;
  readonly drops: LabelDrops;
  readonly end: number;
} {
  const half = Math.max(SMALLEST_HALF, ...blocks.map(({ height, depth }) => (height + depth) / 2));
  const names = half + 12;
  const shape = names + Math.max(0, ...blocks.map((block) => block.names.length)) * LABEL_LINE + 3;
  const params = shape + LABEL_LINE;
  return {
    half,
    drops: { names, shape, params },
    end: blocks.length > 0 ? params + LABEL_LINE + 8 : half,
  };
}

function placeRow(blocks: readonly Block[], start: number, y: number): Column[] {
  const spans = blocks.map(spanOf);
  const middles = middlesOf(spans, start);
  return blocks.map((block, index) => ({
    block,
    x: middles[index],
    y,
    width: bodyWidth(block),
    slot: spans[index].width,
  }));
}

function spanOf(block: Block): Span {
  return { width: slotWidth(block), gap: GAP };
}

function slotWidth(block: Block): number {
  const texts = [...block.names, shownShape(block.outputShape), longNumber(block.params)];
  return Math.max(bodyWidth(block), ...texts.map((text) => textWidth(text, LABEL_SIZE)));
}

function bodyWidth({ layers, depth }: Block): number {
  return layers.reduce((sum, { thickness }) => sum + thickness, 0) + depth;
}
