import { checkNumber } from '../../check';
import type { Image } from '../../data/arrays';
import { encodePng } from '../../data/encodePng';
import { toBase64 } from './base64';
import { jupyterDisplay, type Displayable } from './displayable';
import { enlarge } from './tiles';
import { escapeHtml, htmlWords, plainWords, type Words } from './words';

/** Pixels drawn as HTML: an image, or several, each with its alt text, and captions. */
export interface Picture extends Displayable {
  readonly html: string;
  /** What the picture shows, in words, for readers who do not see it. */
  readonly alt: string;
}

interface PictureOptions {
  readonly alt: Words;
  /** Stands over the picture. */
  readonly title?: Words;
  /** Stands below the picture. */
  readonly caption?: Words;
  /** Screen pixels for one pixel of the picture. */
  readonly scale?: number;
}

/** Returns one image with its caption as something that shows itself in a notebook. */
export function picture(image: Image, { alt, title, caption, scale = 1 }: PictureOptions): Picture {
  return htmlPicture(
    `<figure style="margin: 0">${titleElement(title)}${imageElement(image, { alt, scale })}${captionElement(caption)}</figure>`,
    { alt },
  );
}

/** Returns finished HTML as something that shows itself in a notebook. */
export function htmlPicture(html: string, { alt }: { readonly alt: Words }): Picture {
  const text = plainWords(alt);
  return { html, alt: text, [jupyterDisplay]: () => ({ 'text/html': html, 'text/plain': text }) };
}

/**
 * Returns an `<img>` that carries its own PNG. The pixels are enlarged in the PNG itself, since a notebook that is not
 * trusted loses the style that keeps them sharp.
 *
 * @throws RangeError when the scale is not a positive number
 */
export function imageElement(
  image: Image,
  { alt, scale = 1 }: Pick<PictureOptions, 'alt' | 'scale'>,
): string {
  checkScale(scale);
  const [height, width] = image.shape;
  const png = encodePng(enlarge(image, Math.max(1, Math.floor(scale))));
  const style = `max-width: 100%; height: auto${scale >= 1 ? '; image-rendering: pixelated' : ''}`;
  const size = `width="${Math.round(width * scale)}" height="${Math.round(height * scale)}"`;
  return `<img src="data:image/png;base64,${toBase64(png)}" alt="${escapeHtml(plainWords(alt))}" ${size} style="${style}">`;
}

/** @throws RangeError when the scale is not a positive number */
export function checkScale(scale: number): void {
  checkNumber('scale', scale, { allowed: scale > 0, expected: 'a positive number' });
}

/** Returns the HTML of a title over a picture, if there is one. */
export function titleElement(title: Words | undefined): string {
  return title ? `<div><strong>${htmlWords(title)}</strong></div>` : '';
}

/** Returns the HTML of a caption below a picture, if there is one. */
export function captionElement(caption: Words | undefined): string {
  return caption ? `<figcaption>${htmlWords(caption)}</figcaption>` : '';
}
