import type { Image } from '../../data/arrays';
import { encodePng } from '../../data/encodePng';
import { toBase64 } from './base64';
import { figure, type Figure } from './figure';
import { BASE_LAYOUT, titleAt, titleHeight } from './theme';
import { plotlyLines, type Words } from './words';

interface SheetFigureOptions {
  /** Screen pixels for one pixel of the sheet, where the page is wide enough. */
  readonly scale: number;
  readonly title?: Words;
  /** Stands below the sheet. */
  readonly caption?: Words;
  readonly alt: Words;
}

/** Screen pixels below the sheet for a caption of two lines, and at each edge without words. */
const CAPTION_HEIGHT = 60;
const EDGE = 12;

/** Returns a sheet of pixels as a figure, so that a slider can move through several. The figure holds it as one PNG. */
export function sheetFigure(
  sheet: Image,
  { scale, title, caption, alt }: SheetFigureOptions,
): Figure {
  const [height, width] = sheet.shape;
  const margin = {
    l: EDGE,
    r: EDGE,
    t: EDGE + titleHeight(title),
    b: caption ? CAPTION_HEIGHT : EDGE,
  };
  const axis = {
    showgrid: false,
    zeroline: false,
    showticklabels: false,
    ticks: '' as const,
    fixedrange: true,
    constrain: 'domain' as const,
  };
  const below = caption
    ? { title: { text: plotlyLines(caption), font: { size: 12 }, standoff: 8 } }
    : {};
  return figure({
    data: [
      {
        type: 'image',
        source: `data:image/png;base64,${toBase64(encodePng(sheet))}`,
        hoverinfo: 'skip',
      },
    ],
    layout: {
      ...BASE_LAYOUT,
      ...(title ? titleAt(title) : {}),
      height: height * scale + margin.t + margin.b,
      margin,
      // A pixel's number is its middle
      xaxis: { ...axis, range: [-0.5, width - 0.5], constraintoward: 'left', ...below },
      yaxis: { ...axis, range: [height - 0.5, -0.5], scaleanchor: 'x' },
    },
    alt,
  });
}
