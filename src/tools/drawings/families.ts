import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder } from './catalog';

/** What a family of drawings says of itself. */
export interface FamilyInfo {
  readonly name: string;
  readonly author: { readonly name: string; readonly url?: string };
  readonly license: { readonly title: string; readonly spdx?: string; readonly url?: string };
  readonly version?: string;
  /** False when the drawings have no colors of their own. */
  readonly palette?: boolean;
  /** True for ink lines around areas that are to be filled with a color. */
  readonly ink?: boolean;
}

/** One drawing as its family has it: SVG elements and the rectangle in which they are seen. */
interface FamilyDrawing {
  readonly body: string;
  readonly viewBox: ViewBox;
  readonly title?: string;
  readonly author?: string;
  readonly original?: string;
}

export interface ViewBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** An opened family: what it says of itself, and its drawings by name. */
export interface Family {
  readonly info: FamilyInfo;
  /** Throws an Error for a name that the family does not have. */
  readonly drawing: (name: string) => Promise<FamilyDrawing>;
}

/** Licenses that let anyone copy, change and publish, and ask at most to be named. */
const permissive = [
  'Apache-2.0',
  'MIT',
  'ISC',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'LicenseRef-Public-Domain',
  'LicenseRef-Free-For-Any-Use',
];

/** Families that lie in this project's `data` folder. */
export const ownFamilies = ['clip-art', 'ink-drawings', 'hieroglyphs'];

/**
 * Throws an Error unless the family's license is permissive. Refused are licenses that ask the same license of what is
 * made from the drawings (share-alike, GPL), that forbid selling (NC) or changing (ND), and any that is not known.
 *
 * @internal
 */
export function assertPermissive(info: FamilyInfo): void {
  const license = info.license.spdx ?? info.license.title;
  if (permissive.includes(license)) return;
  throw new Error(
    `Asked for drawings of ${info.name}, whose license is ${license}; use a family under one of ${permissive.join(', ')}`,
  );
}

/** Opens a family by name: one that lies in this project, or else an installed icon package. */
export async function openFamily(name: string): Promise<Family> {
  const family = ownFamilies.includes(name)
    ? await openOwnFamily(name)
    : await openIconPackage(name);
  assertPermissive(family.info);
  return family;
}

interface IconSet {
  readonly icons: Readonly<Record<string, Partial<ViewBox> & { readonly body: string }>>;
  readonly width?: number;
  readonly height?: number;
}

async function openIconPackage(name: string): Promise<Family> {
  const info: FamilyInfo = await readJson(packageFile(name, 'info.json'));
  const { version }: { version: string } = await readJson(packageFile(name, 'package.json'));
  const icons: IconSet = await readJson(packageFile(name, 'icons.json'));
  return {
    info: { ...info, version },
    drawing: async (drawing) => iconDrawing(icons, { family: name, drawing }),
  };
}

/** The path of a file in an icon package. Throws an Error when the package is not installed. */
export function packageFile(name: string, file: string): string {
  try {
    return require.resolve(`@iconify-json/${name}/${file}`);
  } catch {
    throw new Error(
      `Asked for the drawings of @iconify-json/${name}, which is not installed; run npm install`,
    );
  }
}

function iconDrawing(
  icons: IconSet,
  { family, drawing }: { family: string; drawing: string },
): FamilyDrawing {
  const icon = icons.icons[drawing];
  if (!icon)
    throw new Error(
      `Asked for the drawing ${family}:${drawing}, which that family does not have; mend the catalog`,
    );
  const { left = 0, top = 0, width = icons.width ?? 16, height = icons.height ?? 16 } = icon;
  return { body: icon.body, viewBox: { left, top, width, height } };
}

interface OwnFamily {
  readonly info: FamilyInfo;
  readonly drawings: readonly { name: string; title?: string; author?: string; original: string }[];
}

async function openOwnFamily(family: string): Promise<Family> {
  const folder = join(dataFolder, family);
  const { info, drawings }: OwnFamily = await readJson(join(folder, 'drawings.json'));
  const drawing = async (name: string): Promise<FamilyDrawing> => {
    const about = drawings.find((each) => each.name === name);
    if (!about)
      throw new Error(
        `Asked for the drawing ${family}:${name}, which its drawings.json does not name; mend the catalog`,
      );
    const svg = await readFile(join(folder, `${name}.svg`), 'utf8');
    return { ...about, ...parseSvg(svg) };
  };
  return { info, drawing };
}

/** Takes an SVG file apart into the elements inside and the rectangle of its `viewBox`. */
function parseSvg(svg: string): { body: string; viewBox: ViewBox } {
  const [open = '', box = ''] = /<svg[^>]*viewBox="([^"]*)"[^>]*>/.exec(svg) ?? [];
  const [left, top, width, height] = box.split(/[ ,]+/).map(Number);
  return {
    body: svg.slice(svg.indexOf(open) + open.length, svg.lastIndexOf('</svg>')),
    viewBox: { left, top, width, height },
  };
}

async function readJson<Content>(path: string): Promise<Content> {
  return JSON.parse(await readFile(path, 'utf8')) as Content;
}
