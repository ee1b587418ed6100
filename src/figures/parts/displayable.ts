/** What a value shows in a notebook: one entry for each MIME type, richest understood by the reader wins. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** The method by which a value tells Jupyter how it is drawn (Deno's kernel follows the same convention). */
export const jupyterDisplay: unique symbol = Symbol.for('Jupyter.display');

/** Anything that knows how to show itself in a notebook. */
export interface Displayable {
  [jupyterDisplay](): MimeBundle;
}
