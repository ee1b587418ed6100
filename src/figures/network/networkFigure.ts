import type { Annotation, ScatterData, Shape } from 'plotly.js';
import type { LayerShape } from '../../insight/describeLayers';
import { cuboid } from './cuboid';
import { arrow, drawingLayout, polyline, textAt, type Bounds } from '../parts/drawing';
import { figure, type Figure } from '../parts/figure';
import { kindOf, shownShape } from './layerKinds';
import { toBlocks } from './networkBlocks';
import { drawLegend, KIND_COLORS, legendEntries } from './networkLegend';
import { FLAP, LABEL_SIZE, planNetwork, type Column, type NetworkPlan } from './networkPlan';
import { describeNetwork, networkSize, NOTE } from './networkWords';
import { longNumber } from '../parts/numbers';
import { INK } from '../parts/theme';
import {
  describedWords,
  plotlyLines,
  plotlyText,
  type Bilingual,
  type Words,
} from '../parts/words';

export interface NetworkFigureOptions {
  readonly title?: Words;
  readonly alt?: Words;
  /** The places of the layers in full color, from 0; the others are pale. All are in full color if not given. */
  readonly highlight?: readonly number[];
}

const EMPTY: Bilingual = { en: 'empty', ja: '空の箱' };
const QUIET = '#6E6E6E';
const CARDBOARD = '#A58A63';
/** Screen pixels by which a line laps over the arrow that goes on from it. */
const JOINT = 4;

/** Screen pixels of the two lines below the legend. */
const NOTE_HEIGHT = 40;

type IsFull = (layerIndex: number | undefined) => boolean;

/**
 * Returns a network as a row of blocks in an open box, the input before it. A block is as high as its maps have rows, and as
 * thick as it has channels (on a logarithmic scale); rows of units are bars. Below stand the shape of the output and the
 * number of parameters. A network without layers is an empty box.
 *
 * @throws TypeError when something is no layer, or a layer's shape is not one to three lengths
 * @throws RangeError when a length is no whole number, or there is no layer to highlight
 * @example
 * networkFigure(describeLayers(model), { title: 'The dense part', highlight: [12, 13, 14, 15, 16, 17] })
 */
export function networkFigure(
  layers: readonly LayerShape[],
  { title, alt, highlight }: NetworkFigureOptions = {},
): Figure {
  const blocks = toBlocks(layers);
  checkHighlight(highlight, layers.length);
  const plan = planNetwork(blocks);
  const legend = drawLegend(legendEntries(layers, blocks), plan.bounds);
  const hasParams = blocks.some(({ params }) => params > 0);
  const noteHeight = hasParams ? NOTE_HEIGHT : 0;
  const isFull: IsFull = (layerIndex) =>
    !highlight || (layerIndex !== undefined && highlight.includes(layerIndex));
  return figure({
    data: blocks.length > 0 ? [hoverTrace(plan)] : [],
    layout: {
      ...drawingLayout({ ...plan.bounds, bottom: legend.bottom - noteHeight }, title),
      shapes: [
        carton(plan.box),
        ...bends(plan),
        ...plan.columns.flatMap((column) => drawBlock(column, isFull)),
        ...legend.shapes,
      ],
      annotations: [
        ...cartonTexts(plan.box, layers),
        ...arrows(plan),
        ...plan.columns.flatMap((column) => labels(column, { plan, isFull })),
        ...legend.annotations,
        ...(hasParams ? [noteBelow({ ...plan.bounds, bottom: legend.bottom })] : []),
      ],
    },
    alt: alt ?? describedWords(title, describeNetwork(layers, highlight)),
  });
}

function noteBelow({ left, bottom }: Bounds): Annotation {
  const style = { x: left, y: bottom - 6, size: LABEL_SIZE, color: QUIET } as const;
  return {
    ...textAt(plotlyLines(NOTE), { ...style, xanchor: 'left', yanchor: 'top' }),
    align: 'left',
  };
}

function checkHighlight(highlight: readonly number[] = [], numLayers: number): void {
  const wrong = highlight.find(
    (index) => !Number.isInteger(index) || index < 0 || index >= numLayers,
  );
  if (wrong === undefined) return;
  const range =
    numLayers === 0
      ? 'but the network has no layers'
      : `give whole numbers from 0 to ${numLayers - 1}`;
  throw new RangeError(`There is no layer ${wrong} to highlight; ${range}`);
}

/** A box from the front, without a lid: its flaps stand open. */
function carton({ left, right, bottom, top }: Bounds): Shape {
  const [outLeft, outRight, up] = [left - FLAP.out, right + FLAP.out, top + FLAP.up];
  return {
    ...polyline(
      [
        [outLeft, up],
        [left, top],
        [left, bottom],
        [right, bottom],
        [right, top],
        [outRight, up],
      ],
      CARDBOARD,
    ),
    name: 'box',
    line: { color: CARDBOARD, width: 1.6, dash: 'dash' },
    layer: 'below',
  };
}

function cartonTexts(
  { left, right, bottom, top }: Bounds,
  layers: readonly LayerShape[],
): Annotation[] {
  const x = (left + right) / 2;
  if (layers.every((layer) => kindOf(layer) === 'input'))
    return [textAt(plotlyLines(EMPTY), { x, y: (bottom + top) / 2, size: 14, color: QUIET })];
  return [
    textAt(plotlyLines(networkSize(layers)), {
      x,
      y: top - 6,
      yanchor: 'top',
      size: 12,
      color: INK,
    }),
  ];
}

/** From back to front: the plates first, since the body before them hides their left faces. */
function drawBlock({ block, x, y, width }: Column, isFull: IsFull): Shape[] {
  const { height, depth, layers } = block;
  return layers
    .map(({ kind, thickness, layerIndex }, index) => {
      const before = layers.slice(0, index).reduce((sum, layer) => sum + layer.thickness, 0);
      const place = {
        anchor: x,
        left: depth + before - width / 2,
        bottom: y - (height + depth) / 2,
        width: thickness,
        height,
        depth,
      };
      return cuboid(place, {
        color: KIND_COLORS[kind],
        tone: isFull(layerIndex) ? 'full' : 'pale',
        name: `${layerIndex ?? 'input'}`,
      });
    })
    .reverse()
    .flat();
}

/** The way from the end of a row to the beginning of the next; it starts behind the last block and ends before the first. */
function bends({ columns, turn }: NetworkPlan): Shape[] {
  return columns.slice(1).flatMap((next, index) => {
    const last = columns[index];
    if (next.y === last.y) return [];
    const [right, left, between] = [last.x + last.slot / 2 + 4, rowBeginning(next), next.y + turn];
    return [
      polyline(
        [
          [last.x, last.y],
          [right, last.y],
          [right, between],
          [left, between],
          [left, next.y],
          [left + JOINT, next.y],
        ],
        INK,
      ),
    ];
  });
}

/** From each block to the face of the next, and out of the box. */
function arrows({ columns, bounds }: NetworkPlan): Annotation[] {
  return columns.map(({ x, y, width }, index) => {
    const next = columns[index + 1];
    if (!next) return arrow({ from: [x, y], to: [bounds.right, y], startGap: width / 2 }, INK);
    const isTurn = next.y !== y;
    const from: readonly [number, number] = [isTurn ? rowBeginning(next) : x, next.y];
    return arrow(
      { from, to: [next.x, next.y], startGap: isTurn ? 0 : width / 2, endGap: next.width / 2 + 1 },
      INK,
    );
  });
}

function rowBeginning({ x, slot }: Column): number {
  return x - slot / 2 - 4;
}

interface LabelOptions {
  readonly plan: NetworkPlan;
  readonly isFull: IsFull;
}

function labels({ block, x, y }: Column, { plan: { drops }, isFull }: LabelOptions): Annotation[] {
  const full = block.layers.some(({ layerIndex }) => isFull(layerIndex));
  const color = full ? INK : QUIET;
  const params = block.params > 0 ? longNumber(block.params) : '';
  return [
    textAt(block.names.map(plotlyText).join('<br>'), {
      x,
      y: y - drops.names,
      yanchor: 'top',
      size: LABEL_SIZE,
      color,
    }),
    textAt(shownShape(block.outputShape), {
      x,
      y: y - drops.shape,
      yanchor: 'top',
      size: LABEL_SIZE,
      color,
    }),
    textAt(params, {
      x,
      y: y - drops.params,
      yanchor: 'top',
      size: LABEL_SIZE,
      color: QUIET,
    }),
  ].filter(({ text }) => text !== '');
}

function hoverTrace({ columns }: NetworkPlan): ScatterData {
  return {
    type: 'scatter',
    mode: 'markers',
    x: columns.map(({ x }) => x),
    y: columns.map(({ y }) => y),
    text: columns.map(({ block }) => block.details.map(plotlyText).join('<br>')),
    // Not seen, but it gives the pointer a place to rest on, and its text a color
    marker: {
      size: columns.map(({ width }) => Math.max(30, width)),
      opacity: 0,
      color: columns.map(({ block }) => KIND_COLORS[block.layers[0].kind]),
    },
    hovertemplate: '%{text}<extra></extra>',
    showlegend: false,
  };
}
