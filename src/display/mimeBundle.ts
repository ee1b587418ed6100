import { toBase64 } from '../figures/parts/base64';
import { jupyterDisplay, type Displayable, type MimeBundle } from '../figures/parts/displayable';
import { describeValue } from './describeValue';

/**
 * Returns what the values show in a notebook, one MIME bundle for each output. Neighboring pictures share one output
 * and stand side by side; a figure has an output of its own; what cannot draw itself is told in text.
 */
export function toMimeBundles(values: readonly unknown[]): MimeBundle[] {
  const bundles = values.map(bundleOf);
  return groupNeighbors(bundles, isPicture).map((group) =>
    group.length === 1 ? group[0] : pictureRow(group),
  );
}

/** Returns the values that a cell's last expression stands for: each of an array of things that draw themselves, or the one. */
export function shownParts(value: unknown): readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every(isDisplayable) ? value : [value];
}

/** Returns the bundle of a value told in words only. */
export function textBundle(value: unknown): MimeBundle {
  return { 'text/plain': describeValue(value) };
}

function bundleOf(value: unknown): MimeBundle {
  if (!isDisplayable(value)) return textBundle(value);
  try {
    const bundle: unknown = value[jupyterDisplay]();
    return isMimeBundle(bundle) ? complete(bundle, value) : textBundle(value);
  } catch {
    return textBundle(value);
  }
}

function isDisplayable(value: unknown): value is Displayable {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Displayable>)[jupyterDisplay] === 'function'
  );
}

function isMimeBundle(bundle: unknown): bundle is MimeBundle {
  if (typeof bundle !== 'object' || bundle === null || Array.isArray(bundle)) return false;
  const types = Object.keys(bundle);
  return types.length > 0 && types.every((type) => type.includes('/'));
}

/** Bytes travel as base64; every bundle has some text for readers who see no picture. */
function complete(bundle: MimeBundle, value: unknown): MimeBundle {
  const entries = Object.entries(bundle).map(([type, content]) => [type, encode(content)] as const);
  const text = 'text/plain' in bundle ? [] : [['text/plain', altText(value)] as const];
  return Object.fromEntries([...entries, ...text]);
}

function encode(content: unknown): unknown {
  return content instanceof Uint8Array ? toBase64(content) : content;
}

function altText(value: unknown): string {
  const { alt } = value as { alt?: unknown };
  return typeof alt === 'string' ? alt : describeValue(value);
}

/** HTML that needs nothing drawn by a script. */
function isPicture(bundle: MimeBundle): boolean {
  return (
    Object.keys(bundle).every((type) => type === 'text/html' || type === 'text/plain') &&
    'text/html' in bundle
  );
}

function pictureRow(bundles: readonly MimeBundle[]): MimeBundle {
  const html = bundles.map((bundle) => bundle['text/html']).join('\n');
  return {
    'text/html': `<div style="display: flex; flex-wrap: wrap; gap: 1em; align-items: flex-start">\n${html}\n</div>`,
    'text/plain': bundles.map((bundle) => bundle['text/plain']).join('\n'),
  };
}

function groupNeighbors<Item>(items: readonly Item[], belongs: (item: Item) => boolean): Item[][] {
  const groups: Item[][] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last && belongs(item) && belongs(last[0])) last.push(item);
    else groups.push([item]);
  }
  return groups;
}
