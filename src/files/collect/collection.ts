import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { filesIn, subfolders } from '../classFolders';
import { forEachAtOnce } from '../concurrently';
import { formatOf } from '../photoFault';
import { stageFile, type StagedFile } from '../replaceFile';
import { readCredits, writeCredits, type PhotoCredit } from './credits';
import { areTwins, lookOf, type Look } from './look';
import type { FoundPhoto } from './service';
import type { PhotoServiceName } from './services';
import type { WantedClass } from './wordsToFolders';

const READ_AT_ONCE = 4;

/** A picture that was fetched and looked at. */
export interface FetchedPhoto {
  readonly photo: FoundPhoto;
  readonly bytes: Buffer;
  readonly look: Look;
}

/** The photos of a folder with their credits. Whatever ends the process, each file is whole and has its credit. */
export class Collection {
  private readonly looks: Look[] = [];
  private readonly counts = new Map<string, number>();
  private readonly known: Set<string>;

  private constructor(
    private readonly folder: string,
    private readonly credits: PhotoCredit[],
  ) {
    this.known = new Set(credits.map(({ service, id }) => `${service} ${id}`));
  }

  /** The pictures that are in a folder already, whoever put them there. Files that are no pictures do not count. */
  static async of(folder: string): Promise<Collection> {
    const collection = new Collection(folder, await readCredits(folder));
    for (const className of await classesIn(folder)) {
      const names = await filesIn(join(folder, className));
      await forEachAtOnce(names, READ_AT_ONCE, async (name) => {
        const look = await lookOfFile(join(folder, className, name));
        if (look) collection.add(className, look);
      });
    }
    return collection;
  }

  /** How many pictures of a class are there. */
  count(className: string): number {
    return this.counts.get(className) ?? 0;
  }

  /** Whether a picture of that name was met before, in any class, be it that it was deleted by hand since. */
  knows(service: PhotoServiceName, { id }: FoundPhoto): boolean {
    return this.known.has(`${service} ${id}`);
  }

  /** Meets a picture, so that it is not met again. */
  meet(service: PhotoServiceName, { id }: FoundPhoto): void {
    this.known.add(`${service} ${id}`);
  }

  hasTwinOf(look: Look): boolean {
    return this.looks.some((other) => areTwins(look, other));
  }

  /**
   * Puts pictures into the folder of a class. Their credits are written first: a process that is killed in between leaves
   * a credit without its picture, never a picture without its credit.
   */
  async keep(
    { className, word }: WantedClass,
    service: PhotoServiceName,
    photos: readonly FetchedPhoto[],
  ): Promise<void> {
    if (photos.length === 0) return;
    const staged: StagedFile[] = [];
    try {
      const credits: PhotoCredit[] = [];
      for (const { photo, bytes, look } of photos) {
        const file = posix.join(className, `${service}-${photo.id}.${endingOf(bytes)}`);
        staged.push(await stageFile(join(this.folder, file), bytes));
        credits.push(creditFor(photo, { file, service, word, sha256: look.sha256 }));
      }
      await writeCredits(this.folder, [...this.credits, ...credits]);
      this.credits.push(...credits);
      for (const { put } of staged) await put();
    } catch (error) {
      await Promise.all(staged.map(({ discard }) => discard()));
      throw error;
    }
    for (const { look } of photos) this.add(className, look);
  }

  private add(className: string, look: Look): void {
    this.looks.push(look);
    this.counts.set(className, this.count(className) + 1);
  }
}

async function classesIn(folder: string): Promise<string[]> {
  try {
    return await subfolders(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function lookOfFile(file: string): Promise<Look | undefined> {
  try {
    return await lookOf(await readFile(file));
  } catch {
    return undefined; // No picture: loadPhotos() names it
  }
}

function endingOf(bytes: Buffer): string {
  const format = formatOf(bytes) ?? 'JPEG';
  return format === 'JPEG' ? 'jpg' : format.toLowerCase();
}

function creditFor(
  { id, title, author, page, license, licensePage }: FoundPhoto,
  { file, service, word, sha256 }: Pick<PhotoCredit, 'file' | 'service' | 'word' | 'sha256'>,
): PhotoCredit {
  return { file, title, author, page, license, licensePage, service, id, word, sha256 };
}
