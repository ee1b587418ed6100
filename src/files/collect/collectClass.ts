import { reasonOf } from '../../project';
import type { Collection, FetchedPhoto } from './collection';
import { areTwins, lookOf } from './look';
import { NoAnswer, Refused } from './request';
import { Gone, type Asking } from './search';
import type { FoundPhoto } from './service';
import type { ServiceAccess } from './services';
import type { WantedClass } from './wordsToFolders';

/** Why results were left out, and how many. */
export const LEFT_OUT = {
  twin: 'a twin of one that is there',
  unusable: 'without an address or a free license',
  noPicture: 'no picture, or a damaged one',
  missing: 'could not be fetched',
} as const;
export type LeftOut = Record<keyof typeof LEFT_OUT, number>;

/** So many pictures in a row that no server gives: then the way there is broken, not the pictures. */
const MAX_FAILURES = 12;

/** Results that are looked at for each picture wanted, and some more: a search without end ends. */
const RESULTS_A_PICTURE = 20;
const RESULTS_MORE = 200;

export interface ClassTask {
  readonly wanted: WantedClass;
  readonly perClass: number;
  readonly access: ServiceAccess;
  readonly asking: Asking;
  readonly collection: Collection;
  readonly leftOut: LeftOut;
  readonly signal: AbortSignal;
  /** Called when pictures have come, or were left out. */
  readonly onProgress: () => void;
}

type Fetched = FetchedPhoto | NotFetched;

interface NotFetched {
  readonly leftOut: keyof LeftOut;
  /** Why no server gave it. */
  readonly failure?: string;
  /** What ends the collecting. */
  readonly end?: unknown;
}

/** Fills a class up to the number wanted, or until the search has no more. */
export async function collectClass(task: ClassTask): Promise<void> {
  const { wanted, perClass, access, asking, leftOut } = task;
  const { perPage, maxPages } = access.service;
  const maxResults = RESULTS_A_PICTURE * perClass + RESULTS_MORE;
  const lastPage = Math.min(maxPages, Math.ceil(maxResults / perPage));
  let failures = 0;
  for (let page = 1; missing(task) > 0 && page <= lastPage; page++) {
    const { photos, numUnusable, isLast } = await asking.search(wanted.word, page);
    leftOut.unusable += numUnusable;
    failures = await collectPage(task, photos.slice(0, 2 * perPage), failures);
    if (isLast) break;
  }
}

/** Returns how many pictures in a row could not be had by then. */
async function collectPage(
  task: ClassTask,
  photos: readonly FoundPhoto[],
  failuresBefore: number,
): Promise<number> {
  const waiting = photos.values();
  for (let failures = failuresBefore; ;) {
    task.signal.throwIfAborted();
    const round = nextRound(task, waiting);
    if (round.length === 0) return failures;
    const fetched = await Promise.all(round.map((photo) => fetchPhoto(task, photo)));
    await keep(task, fetched);
    task.onProgress();
    failures = checkWay(task, failures, fetched);
  }
}

function missing({ perClass, collection, wanted }: ClassTask): number {
  return perClass - collection.count(wanted.className);
}

/** As many new pictures as are fetched at once, and no more than are missing. */
function nextRound(task: ClassTask, waiting: Iterator<FoundPhoto>): FoundPhoto[] {
  const { access, collection } = task;
  const size = Math.min(access.service.atOnce, missing(task));
  const round: FoundPhoto[] = [];
  while (round.length < size) {
    const next = waiting.next();
    if (next.done === true) break;
    if (collection.knows(access.name, next.value)) continue;
    collection.meet(access.name, next.value);
    round.push(next.value);
  }
  return round;
}

/** Never throws, so that what the others of its round bring is kept. */
async function fetchPhoto({ asking, signal }: ClassTask, photo: FoundPhoto): Promise<Fetched> {
  try {
    const bytes = await asking.picture(photo);
    const look = await lookOf(bytes).catch(() => undefined);
    return look ? { photo, bytes, look } : { leftOut: 'noPicture' };
  } catch (error) {
    if (!signal.aborted && error instanceof NoAnswer)
      return { leftOut: 'missing', failure: reasonOf(error) };
    if (error instanceof Refused || error instanceof Gone) return { leftOut: 'missing' };
    return { leftOut: 'missing', end: error };
  }
}

/** One after the other, in the order of the search, so that the same answers fill the same folder. */
async function keep(
  { collection, wanted, access, leftOut }: ClassTask,
  fetched: readonly Fetched[],
): Promise<void> {
  const kept: FetchedPhoto[] = [];
  for (const one of fetched) {
    if ('leftOut' in one) leftOut[one.leftOut] += one.end === undefined ? 1 : 0;
    else if (collection.hasTwinOf(one.look) || kept.some(({ look }) => areTwins(look, one.look)))
      leftOut.twin++;
    else kept.push(one);
  }
  await collection.keep(wanted, access.name, kept);
}

/** Throws what one of them ended with, or when too many in a row failed. Returns how many did. */
function checkWay({ access }: ClassTask, before: number, fetched: readonly Fetched[]): number {
  const missed = fetched.map((one) => ('leftOut' in one ? one : undefined));
  const ended = missed.find((one) => one?.end !== undefined);
  if (ended) throw ended.end;
  return missed.reduce((failures, one) => {
    if (one?.failure === undefined) return 0;
    if (failures + 1 < MAX_FAILURES) return failures + 1;
    throw new Error(
      `${access.service.title} gives no pictures any more: ${MAX_FAILURES} in a row failed, the last because ${one.failure}`,
    );
  }, before);
}
