import type { MimeBundle } from '../figures/parts/displayable';
import { shownParts, textBundle, toMimeBundles } from './mimeBundle';
import { inNotebook, publish } from './notebook';

/**
 * Shows figures, pictures and any other values below the cell: pictures side by side, figures one after another,
 * everything else as text. A list of figures and pictures is shown as its items. Outside a notebook it prints the text that stands for each.
 *
 * @example
 * show('Two dogs', imageGrid(pickExamples(trainSet, [0, 1]).images));
 */
export function show(...values: readonly unknown[]): void {
  for (const bundle of toMimeBundles(values.flatMap(shownParts))) showBundle(bundle);
}

function showBundle(bundle: MimeBundle): void {
  const text = bundle['text/plain'];
  if (!inNotebook()) console.log(text);
  else if (!publish(bundle)) publish(textBundle(text));
}
