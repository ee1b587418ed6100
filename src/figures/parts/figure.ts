import type {
  BarData,
  ContourData,
  Frame,
  HeatmapData,
  ImageData,
  Layout,
  ScatterData,
} from 'plotly.js';
import { jupyterDisplay, type Displayable } from './displayable';
import { plainWords, type Words } from './words';

/** One of the kinds of trace that the figures are made of. */
export type Trace = BarData | ContourData | HeatmapData | ImageData | ScatterData;

/** A Plotly figure as plain data. JupyterLab and the exported pages draw it. It shares no object with another figure. */
export interface Figure extends Displayable {
  readonly data: Trace[];
  readonly layout: Layout;
  readonly frames?: Frame[];
  /** What the figure shows, in words, for readers who do not see it. */
  readonly alt: string;
  /** The same words in the languages that they were given in. */
  readonly altWords: Words;
}

interface FigureParts {
  readonly data: readonly Trace[];
  readonly layout?: Layout;
  readonly frames?: readonly Frame[];
  readonly alt: Words;
}

/**
 * Joins traces, layout and alt text into a figure that shows itself in a notebook. All is copied, so that a change of one
 * figure never shows in another; what is no finite number becomes `null`, which Plotly leaves out.
 */
export function figure({ data, layout = {}, frames, alt }: FigureParts): Figure {
  const text = plainWords(alt);
  const parts = plainCopy({ data, layout: { ...layout, meta: { alt: text } }, frames });
  return {
    ...parts,
    alt: text,
    altWords: alt,
    [jupyterDisplay]: () => ({ 'application/vnd.plotly.v1+json': parts, 'text/plain': text }),
  };
}

/** The very form in which a figure travels to the page. */
function plainCopy(parts: object): Pick<Figure, 'data' | 'layout' | 'frames'> {
  return JSON.parse(JSON.stringify(parts)) as Pick<Figure, 'data' | 'layout' | 'frames'>;
}
