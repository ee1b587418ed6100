import type { FoundPhoto, SearchPage } from './service';

const MAX_CHARACTERS = 300;

/**
 * A list of an answer.
 *
 * @throws Error when it is none
 */
export function listOf(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`its answer has no list "${name}"`);
}

/** A text of an answer in one line, without what moves the cursor; undefined where it is empty or no text. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value
    .slice(0, 10 * MAX_CHARACTERS)
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ')
    .trim();
  return text === '' ? undefined : text.slice(0, MAX_CHARACTERS);
}

/** The text of a piece of HTML, for a credit: names, not marks. */
export function textOfHtml(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value
    .slice(0, 20 * MAX_CHARACTERS)
    .replace(/<(style|script)\b[^]*?<\/\1>/gi, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&(#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});/gi, (entity, name: string) =>
      characterOf(entity, name.toLowerCase()),
    );
  return textOf(text);
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

function characterOf(entity: string, name: string): string {
  if (!name.startsWith('#')) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : entity;
  const code = name.startsWith('#x') ? parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
}

/** The address of a page for people; undefined where it is none of the web. */
export function pageOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const { protocol, href } = new URL(value);
  return /^https?:$/.test(protocol) && href.length <= 1000 ? href : undefined;
}

/** How a service calls a picture; undefined where that could not be a part of a file's name. */
export function idOf(value: unknown): string | undefined {
  const id = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof id === 'string' && /^\w[\w-]{0,63}$/.test(id) ? id : undefined;
}

/** A page of a search: those results that could be read. */
export function searchPage(
  photos: readonly (FoundPhoto | undefined)[],
  isLast: boolean,
): SearchPage {
  const usable = photos.filter((photo) => photo !== undefined);
  return { photos: usable, numUnusable: photos.length - usable.length, isLast };
}
