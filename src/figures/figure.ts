import type { Data, Frame, Layout } from 'plotly.js';
import { jupyterDisplay, type Displayable } from './displayable';

/** A Plotly figure as plain data. JupyterLab and the exported pages draw it. */
export interface Figure extends Displayable {
  readonly data: readonly object[];
  readonly layout: object;
  readonly frames?: readonly object[];
  /** What the figure shows, in words, for readers who do not see it. */
  readonly alt: string;
}

interface FigureParts {
  readonly data: Data[];
  readonly layout?: Partial<Layout>;
  readonly frames?: Partial<Frame>[];
  readonly alt: string;
}

/** Joins traces, layout and alt text into a figure that shows itself in a notebook. */
export function figure({ data, layout = {}, frames, alt }: FigureParts): Figure {
  const full = { ...layout, meta: { alt } };
  const parts = frames ? { data, layout: full, frames } : { data, layout: full };
  return {
    ...parts,
    alt,
    [jupyterDisplay]: () => ({ 'application/vnd.plotly.v1+json': parts, 'text/plain': alt }),
  };
}
