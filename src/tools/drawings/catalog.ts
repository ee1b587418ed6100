import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CLASS_NAMES, type ClassName } from '../../data/classNames';
import { projectRoot } from '../../project';

/** The sets of pictures: to learn from, to test on, and drawn by an artist whose other drawings were never learned from. */
export const SET_NAMES = ['training', 'test', 'unseen-artist'] as const;

export type SetName = (typeof SET_NAMES)[number];

/** Drawings of one artwork: the same animal in other colors, with other faces, or in an older version. `'family:name'` each. */
type DrawingGroup = readonly string[];

/** Whom to thank for a family of drawings. */
interface FamilyCredit {
  readonly credit: string;
  readonly note?: string;
}

/** Which drawings show which class, and in which set each stands. */
export interface Catalog {
  readonly families: Readonly<Record<string, FamilyCredit>>;
  /** Who drew it, where the family has several artists. */
  readonly authors: Readonly<Record<string, string>>;
  /** Drawings of one color, which are given one. */
  readonly silhouettes: readonly string[];
  /** Drawings seen from above, which look right at any angle. */
  readonly seenFromAbove: readonly string[];
  readonly classes: Readonly<Record<ClassName, Readonly<Record<SetName, readonly DrawingGroup[]>>>>;
}

/** The project's `data` folder. */
export const dataFolder = join(projectRoot, 'data');

/** Where the catalog of drawings is kept. */
export const catalogFile = join(dataFolder, 'drawings-catalog.json');

/** The catalog of drawings, read from `data/drawings-catalog.json`. */
export async function loadCatalog(): Promise<Catalog> {
  return JSON.parse(await readFile(catalogFile, 'utf8')) as Catalog;
}

/** The ids of every drawing in the catalog, each once, in the order of the catalog. */
export function allDrawingIds(catalog: Catalog): string[] {
  return CLASS_NAMES.flatMap((className) =>
    SET_NAMES.flatMap((set) => catalog.classes[className][set].flat()),
  );
}

/** The family and the name in it, of which a drawing's id is made. */
export function splitId(id: string): { family: string; name: string } {
  const colon = id.indexOf(':');
  return { family: id.slice(0, colon), name: id.slice(colon + 1) };
}
