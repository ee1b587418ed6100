import sharp from 'sharp';
import { allDrawingIds, splitId, type Catalog } from './catalog';
import type { Rgb } from './colors';
import { openFamily, type Family, type FamilyInfo, type ViewBox } from './families';

export interface Point {
  readonly x: number;
  readonly y: number;
}

type DrawingKind = 'colored' | 'silhouette' | 'ink';

/** A drawing ready to be composed into a picture. */
export interface Drawing {
  readonly id: string;
  /** SVG elements. */
  readonly body: string;
  readonly viewBox: ViewBox;
  /** The outermost points of what is drawn, in units of the viewBox: its outline as a rubber band would show it. */
  readonly outline: readonly Point[];
  /** The mean color of what is drawn. */
  readonly color: Rgb;
  /** Whether it has colors of its own, is one black shape, or is ink lines around areas to be filled. */
  readonly kind: DrawingKind;
  readonly seenFromAbove: boolean;
}

/**
 * Reads and measures drawings of the catalog by their ids; all of them unless told. Throws an Error for a missing one, or a
 * license that is not permissive.
 */
export async function loadDrawings(
  catalog: Catalog,
  { ids = allDrawingIds(catalog) }: { readonly ids?: Iterable<string> } = {},
): Promise<Map<string, Drawing>> {
  const families = new Map<string, Promise<Family>>();
  const open = (name: string): Promise<Family> => {
    const family = families.get(name) ?? openFamily(name);
    families.set(name, family);
    return family;
  };
  const load = async (id: string): Promise<Drawing> =>
    loadDrawing(id, { catalog, family: await open(splitId(id).family) });
  const drawings = await Promise.all(Array.from(ids, load));
  return new Map(drawings.map((drawing) => [drawing.id, drawing]));
}

async function loadDrawing(
  id: string,
  { catalog, family }: { catalog: Catalog; family: Family },
): Promise<Drawing> {
  const { body, viewBox } = await family.drawing(splitId(id).name);
  const clean = withoutShadow(body);
  return {
    id,
    body: clean,
    viewBox,
    ...(await measure(clean, { viewBox })),
    kind: kindOf(id, { catalog, info: family.info }),
    seenFromAbove: catalog.seenFromAbove.includes(id),
  };
}

function kindOf(
  id: string,
  { catalog, info }: { catalog: Catalog; info: FamilyInfo },
): DrawingKind {
  if (catalog.silhouettes.includes(id)) return 'silhouette';
  if (info.palette === false) return info.ink ? 'ink' : 'silhouette';
  return 'colored';
}

/** Takes away the flat gray shadow that one family draws under each animal: it would float in the air. */
function withoutShadow(body: string): string {
  return body.replace(/<path fill="#45413c" d="[^"]*" opacity="\.15"\/>/g, '');
}

/** Pixels of the longer side when a drawing is measured. */
const measuringSize = 128;

/** Directions in which the outermost point of a drawing is looked for. */
const outlineDirections = 48;

/** Alpha from which a pixel counts as drawn. */
const drawnAlpha = 24;

/** The outline and the mean color of what is drawn. */
async function measure(
  body: string,
  { viewBox }: { viewBox: ViewBox },
): Promise<Pick<Drawing, 'outline' | 'color'>> {
  const { left, top, width, height } = viewBox;
  const scale = measuringSize / Math.max(width, height);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
    viewBox="${left} ${top} ${width} ${height}" width="${width * scale}" height="${height * scale}">${body}</svg>`;
  const { data, info } = await sharp(Buffer.from(svg))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const outline = outermost(rowEnds(data, info.width)).map(({ x, y }) => ({
    x: left + (x + 0.5) / scale,
    y: top + (y + 0.5) / scale,
  }));
  return { outline, color: meanColor(data) };
}

/** The first and the last drawn pixel of each row: no other can lie farthest out. */
function rowEnds(rgba: Buffer, columns: number): Point[] {
  const isDrawn = (x: number, y: number): boolean => rgba[(y * columns + x) * 4 + 3] >= drawnAlpha;
  const points: Point[] = [];
  for (let y = 0; y * columns * 4 < rgba.length; y++) {
    let [first, last] = [0, columns - 1];
    while (first < columns && !isDrawn(first, y)) first++;
    while (last > first && !isDrawn(last, y)) last--;
    if (first < columns) points.push({ x: first, y });
    if (last > first) points.push({ x: last, y });
  }
  return points;
}

/** The point that lies farthest out in each of many directions. */
function outermost(points: readonly Point[]): Point[] {
  return Array.from({ length: outlineDirections }, (_, index) => {
    const angle = (index * 2 * Math.PI) / outlineDirections;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const reach = ({ x, y }: Point): number => x * cos + y * sin;
    return points.reduce((best, point) => (reach(point) > reach(best) ? point : best));
  });
}

/** Weighted by how little of the ground shows through. */
function meanColor(rgba: Buffer): Rgb {
  let weight = 0;
  const sum = [0, 0, 0];
  for (let start = 0; start < rgba.length; start += 4) {
    const alpha = rgba[start + 3];
    if (alpha < drawnAlpha) continue;
    weight += alpha;
    for (let channel = 0; channel < 3; channel++) sum[channel] += alpha * rgba[start + channel];
  }
  return [sum[0] / weight, sum[1] / weight, sum[2] / weight];
}
