import { reasonOf } from '../../project';
import { onInterrupt } from '../../training/interrupt';
import { collectClass, type LeftOut } from './collectClass';
import { Collection } from './collection';
import { withFolderLock } from './folderLock';
import { settingsOf, type CollectOptions, type Settings } from './options';
import { printPlan } from './plan';
import { progressBoard, type CollectProgress, type ProgressBoard } from './progress';
import { Asking } from './search';
import { checkAccess, type PhotoServiceName } from './services';
import { leftOutText, standingText } from './standing';

/** What is in the folder after a collecting. */
export interface CollectedPhotos {
  /** Absolute. */
  readonly folder: string;
  readonly service: PhotoServiceName;
  /** Pictures of each class that are there, by the name of its folder. */
  readonly counts: Readonly<Record<string, number>>;
  /** How many of them came now. */
  readonly numAdded: number;
  /** Results that were not taken. */
  readonly leftOut: Readonly<LeftOut>;
  /** Whether it was ended by the stop button, Ctrl+C or the signal. */
  readonly isStopped: boolean;
}

/**
 * Searches a service for photos and puts them into class folders, with whom to thank in `credits.json` beside these. What
 * is there already counts, so that the same call goes on where it was stopped, by whatever. No picture is taken twice, in
 * one class or two: neither by its name at the service, nor by its bytes, nor by its looks. What cannot be read by
 * `loadPhotos` is left out and the next result taken. One that was deleted by hand does not come back.
 *
 * - `'pexels'` asks for a key in the environment variable `PEXELS_API_KEY`; about 23 kB a picture, 41 MB for 1,800.
 * - `'openverse'` asks for none, gives 400 results a search and 200 searches a day; 48 kB a picture, 86 MB for 1,800.
 * - `'wikimedia'` (Commons) asks for a `contact`; 38 kB a picture, 68 MB for 1,800.
 *
 * The last two are searched for photos under CC0, CC BY, CC BY-SA and in the public domain. Limits are kept: a pause of
 * up to five minutes is waited for, a longer one ends the collecting with an error that tells until when. The stop button,
 * or Ctrl+C, ends it after the pictures under way. Prints a line that says what is there.
 *
 * @throws Error when the key is missing or wrong, a limit reached, the service out of reach, or the disk full; what was
 * collected by then stays, whole
 * @throws TypeError, RangeError when an option is no such thing
 * @example
 * const { counts } = await collectPhotos({ words: ['cat', 'dog'], perClass: 50, dryRun: true });
 * Object.keys(counts) //=> [ 'cats', 'dogs' ]
 */
export async function collectPhotos(options: CollectOptions): Promise<CollectedPhotos> {
  return collectShowing(options, progressBoard());
}

/** As `collectPhotos`, with another place that shows how far it is. */
export async function collectShowing(
  options: CollectOptions,
  board: ProgressBoard,
): Promise<CollectedPhotos> {
  const settings = settingsOf(options);
  try {
    if (settings.dryRun) return await planned(settings);
    checkAccess(settings.access, settings.contact);
    return await stoppable(settings.signal, (signal) =>
      withFolderLock(settings.folder, () => collect(settings, board, signal)),
    );
  } catch (error) {
    throw new Error(`Cannot collect photos: ${reasonOf(error)}`, { cause: error });
  }
}

/** Runs `work` with a signal that the stop button, Ctrl+C or the caller's own signal sets off. */
async function stoppable<Result>(
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const takeBack = onInterrupt(stop);
  outer?.addEventListener('abort', stop);
  if (outer?.aborted) stop();
  try {
    return await work(controller.signal);
  } finally {
    takeBack();
    outer?.removeEventListener('abort', stop);
  }
}

/** What would be asked is printed, and nothing is. */
async function planned(settings: Settings): Promise<CollectedPhotos> {
  const collection = await Collection.of(settings.folder);
  printPlan(settings, collection);
  return resultOf(settings, { collection, numBefore: numIn(settings, collection) });
}

async function collect(
  settings: Settings,
  board: ProgressBoard,
  signal: AbortSignal,
): Promise<CollectedPhotos> {
  const collection = await Collection.of(settings.folder);
  const numBefore = numIn(settings, collection);
  const leftOut = nothingLeftOut();
  const { onProgress = board.show } = settings;
  try {
    await fill(settings, { collection, leftOut, signal, onProgress }).finally(board.end);
  } catch (error) {
    if (!signal.aborted)
      throw new Error(`${reasonOf(error)}. ${standingText(settings, collection)}`, {
        cause: error,
      });
  }
  if (signal.aborted) console.log('Stopped; the same call goes on from here');
  console.log(standingText(settings, collection));
  if (leftOutText(leftOut) !== '') console.log(leftOutText(leftOut));
  return resultOf(settings, { collection, numBefore, leftOut, isStopped: signal.aborted });
}

interface Filling {
  readonly collection: Collection;
  readonly leftOut: LeftOut;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CollectProgress) => void;
}

/** Class by class, in the order asked for. */
async function fill(
  { classes, access, perClass, contact, timeout }: Settings,
  { collection, leftOut, signal, onProgress }: Filling,
): Promise<void> {
  let { className } = classes[0];
  const report = (waiting?: number) =>
    onProgress({
      className,
      count: collection.count(className),
      perClass,
      countOfAll: classes.reduce(
        (sum, each) => sum + Math.min(perClass, collection.count(each.className)),
        0,
      ),
      wantedOfAll: perClass * classes.length,
      waiting,
    });
  const asking = new Asking({ access, contact, timeout, signal, onWait: report });
  for (const wanted of classes) {
    ({ className } = wanted);
    signal.throwIfAborted();
    await collectClass({
      wanted,
      perClass,
      access,
      asking,
      collection,
      leftOut,
      signal,
      onProgress: () => report(),
    });
  }
}

interface Outcome {
  readonly collection: Collection;
  readonly numBefore: number;
  readonly leftOut?: LeftOut;
  readonly isStopped?: boolean;
}

function resultOf(
  settings: Settings,
  { collection, numBefore, leftOut = nothingLeftOut(), isStopped = false }: Outcome,
): CollectedPhotos {
  const { folder, access, classes } = settings;
  const counts = classes.map(({ className }) => [className, collection.count(className)] as const);
  const numAdded = numIn(settings, collection) - numBefore;
  const service = access.name;
  return { folder, service, counts: Object.fromEntries(counts), numAdded, leftOut, isStopped };
}

function numIn({ classes }: Settings, collection: Collection): number {
  return classes.reduce((sum, { className }) => sum + collection.count(className), 0);
}

function nothingLeftOut(): LeftOut {
  return { twin: 0, unusable: 0, noPicture: 0, missing: 0 };
}
