import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { replaceFile } from '../../files/replaceFile';
import { fromCaller } from '../commands';
import { attributionText } from './attribution';
import { dataFolder, loadCatalog } from './catalog';
import { composeDrawings, defaultSeed, type ComposeProgress } from './compose';

/** Where the composed pictures are put unless another folder is named. */
export const defaultDrawingsFolder = join(dataFolder, 'drawings');

/**
 * What `npm run data` does: composes the pictures of the six classes anew, and prints how it goes. Set-up calls it with `anew: false`.
 * `--seed 2` and `--folder my-pictures` make others; `--attribution` writes `data/ATTRIBUTION.md` from the catalog instead.
 */
export async function runDataCommand(
  args: readonly string[],
  {
    anew = true,
    print = console.log,
  }: { readonly anew?: boolean; readonly print?: (line: string) => void } = {},
): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      folder: { type: 'string' },
      attribution: { type: 'boolean', default: false },
    },
  });
  if (values.attribution) return writeAttribution({ print });
  const started = Date.now();
  const { folder, numPictures, upToDate, putAside } = await composeDrawings(
    values.folder === undefined ? defaultDrawingsFolder : fromCaller(values.folder),
    {
      seed: parseSeed(values.seed),
      anew,
      // Its own place is never refused, since every command needs the pictures there
      foreign: values.folder === undefined ? 'put aside' : 'refuse',
      onProgress: everyTenth(print),
    },
  );
  if (putAside) print(`${folder} held files that were not made here: they are in ${putAside} now`);
  const seconds = Math.round((Date.now() - started) / 1000);
  print(
    upToDate
      ? `${folder} is up to date: ${numPictures} pictures`
      : `Composed ${numPictures} pictures into ${folder} in ${seconds} s`,
  );
}

async function writeAttribution({
  print,
}: {
  readonly print: (line: string) => void;
}): Promise<void> {
  const file = join(dataFolder, 'ATTRIBUTION.md');
  await replaceFile(file, await attributionText(await loadCatalog()));
  print(`Wrote ${file}`);
}

function parseSeed(text?: string): number {
  if (text === undefined) return defaultSeed;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new RangeError(`Asked for --seed ${text}; give a whole number, 0 or more`);
}

/** Prints a line at every tenth of the work. */
function everyTenth(print: (line: string) => void): (progress: ComposeProgress) => void {
  return ({ done, total }) => {
    const tenth = Math.floor((10 * done) / total);
    if (tenth > Math.floor((10 * (done - 1)) / total)) print(`Composing pictures: ${10 * tenth} %`);
  };
}
