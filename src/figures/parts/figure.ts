import type { Data, Frame, Layout } from 'plotly.js';
import { jupyterDisplay, type Displayable } from './displayable';
import { plainWords, type Words } from './words';

/** A Plotly figure as plain data. JupyterLab and the exported pages draw it. */
export interface Figure extends Displayable {
  readonly data: readonly object[];
  readonly layout: object;
  readonly frames?: readonly object[];
  /** What the figure shows, in words, for readers who do not see it. */
  readonly alt: string;
  /** The same words in the languages that they were given in. */
  readonly altWords: Words;
}

interface FigureParts {
  readonly data: Data[];
  readonly layout?: Partial<Layout>;
  readonly frames?: Partial<Frame>[];
  readonly alt: Words;
}

/** Joins traces, layout and alt text into a figure that shows itself in a notebook. */
export function figure({ data, layout = {}, frames, alt }: FigureParts): Figure {
  const text = plainWords(alt);
  const full = { ...layout, meta: { alt: text } };
  const parts = frames ? { data, layout: full, frames } : { data, layout: full };
  return {
    ...parts,
    alt: text,
    altWords: alt,
    [jupyterDisplay]: () => ({ 'application/vnd.plotly.v1+json': parts, 'text/plain': text }),
  };
}
