import type { LayerShape } from '../../insight/describeLayers';
import type { Annotation, Shape } from 'plotly.js';
import { textAt, type Bounds } from '../parts/drawing';
import { textWidth } from '../parts/textWidth';
import { kindOf, ownFunction, shownName, type LayerKind } from './layerKinds';
import type { Block } from './networkBlocks';
import { COLORS, INK } from '../parts/theme';
import { plainWords, plotlyText, type Words } from '../parts/words';

export const KIND_COLORS: Readonly<Record<LayerKind, string>> = {
  input: '#DDDDDD',
  convolution: COLORS.blue,
  activation: COLORS.vermilion,
  pooling: COLORS.green,
  dropout: COLORS.gray,
  flatten: COLORS.sky,
  dense: COLORS.orange,
  softmax: COLORS.purple,
  other: '#666666',
};

const KIND_WORDS: Readonly<Record<Exclude<LayerKind, 'input' | 'activation'>, Words>> = {
  convolution: { en: 'Convolution', ja: '畳み込み' },
  pooling: { en: 'Pooling', ja: 'プーリング' },
  dropout: { en: 'Dropout', ja: 'ドロップアウト' },
  flatten: { en: 'Flatten', ja: '平坦化' },
  dense: { en: 'Dense', ja: '全結合' },
  softmax: { en: 'Softmax', ja: 'ソフトマックス' },
  other: { en: 'Other', ja: 'その他' },
};

export interface LegendEntry {
  readonly color: string;
  readonly text: string;
}

/** Returns an entry for each kind of layer in the network, in the order in which they come. */
export function legendEntries(
  layers: readonly LayerShape[],
  blocks: readonly Block[],
): LegendEntry[] {
  const kinds = new Set(blocks.flatMap((block) => block.layers.map(({ kind }) => kind)));
  return [...kinds].flatMap((kind) =>
    kind === 'input' ? [] : [{ color: KIND_COLORS[kind], text: kindText(kind, layers) }],
  );
}

/** Activations go by their functions: everyone says ReLU. */
function kindText(kind: Exclude<LayerKind, 'input'>, layers: readonly LayerShape[]): string {
  if (kind !== 'activation') return plainWords(KIND_WORDS[kind]);
  const names = layers.map((layer) =>
    kindOf(layer) === kind ? shownName(layer) : ownFunction(layer),
  );
  return plotlyText(
    [...new Set(names)].filter((name) => name !== undefined && name !== 'softmax').join(', '),
  );
}

const SIZE = 12;
const LINE = 20;
const SQUARE = 11;
const TEXT_START = SQUARE + 7;
/** Screen pixels between two entries. */
const GAP = 20;

interface Legend {
  readonly shapes: Shape[];
  readonly annotations: Annotation[];
  readonly bottom: number;
}

/**
 * Returns a legend below a drawing, in as many lines as its width asks for. Plotly's own would have another height on every
 * page, and would cover the drawing on narrow ones.
 */
export function drawLegend(
  entries: readonly LegendEntry[],
  { left, right, bottom }: Bounds,
): Legend {
  const places = placeEntries(entries, right - left).map((place) => ({
    ...place,
    y: bottom - (place.line + 0.5) * LINE,
  }));
  return {
    shapes: places.map(({ entry, start, y }) => ({
      type: 'rect',
      name: 'legend',
      xsizemode: 'pixel',
      xanchor: left,
      x0: start,
      x1: start + SQUARE,
      y0: y - SQUARE / 2,
      y1: y + SQUARE / 2,
      fillcolor: entry.color,
      line: { width: 0 },
    })),
    annotations: places.map(({ entry, start, y }) => ({
      ...textAt(entry.text, { x: left, y, size: SIZE, color: INK, xanchor: 'left' }),
      xshift: start + TEXT_START,
    })),
    bottom: bottom - LINE * (places.length > 0 ? places[places.length - 1].line + 1 : 0),
  };
}

interface EntryPlace {
  readonly entry: LegendEntry;
  /** Screen pixels from the left. */
  readonly start: number;
  readonly line: number;
}

function placeEntries(entries: readonly LegendEntry[], width: number): EntryPlace[] {
  let [end, line] = [0, 0];
  return entries.map((entry) => {
    const entryWidth = TEXT_START + textWidth(entry.text, SIZE);
    if (end > 0 && end + entryWidth > width) [end, line] = [0, line + 1];
    const start = end;
    end += entryWidth + GAP;
    return { entry, start, line };
  });
}
