import { CLASS_NAMES, type ClassName } from '../../../src/data/classNames';
import { SET_NAMES, type Catalog, type SetName } from '../../../src/tools/drawings/catalog';

/** How many artworks and drawings one class has in one set. */
interface DrawingCount {
  readonly className: ClassName;
  readonly set: SetName;
  readonly artworks: number;
  readonly drawings: number;
}

/** The number of artworks and drawings of every class in every set. */
export function countDrawings(catalog: Catalog): DrawingCount[] {
  return CLASS_NAMES.flatMap((className) =>
    SET_NAMES.map((set) => {
      const groups = catalog.classes[className][set];
      return { className, set, artworks: groups.length, drawings: groups.flat().length };
    }),
  );
}
