import {
  checkNumber,
  checkOneOf,
  checkOptions,
  checkText,
  checkWhole,
  describe,
} from '../../check';
import { inProject, resolvePath } from '../../project';
import type { CollectProgress } from './progress';
import {
  accessTo,
  defaultService,
  SERVICES,
  type PhotoServiceName,
  type ServiceAccess,
} from './services';
import { wantedClasses, type WantedClass } from './wordsToFolders';

export interface CollectOptions {
  /**
   * What to search for: a list of words, each a class of its name (`dog` is the class `dogs` of the series), or an object
   * of class names and the words for each, `{ roses: 'red rose' }`. The series' six creatures unless told.
   */
  readonly words?: readonly string[] | Readonly<Record<string, string>>;
  /** Pexels where `PEXELS_API_KEY` holds a key, else Openverse, unless told. */
  readonly service?: PhotoServiceName;
  /** How many pictures there shall be of each class; 300 unless told, as in the series. */
  readonly perClass?: number;
  /** Where the class folders are made; the project's `data/photos` unless told. */
  readonly folder?: string;
  /** An e-mail or web address of yours that is sent to the service; Wikimedia asks for one. */
  readonly contact?: string;
  /** The most seconds for one answer; 30 unless told. */
  readonly timeout?: number;
  /** Only say what would be asked, without a key or a network; false unless told. */
  readonly dryRun?: boolean;
  /** Ends the collecting as the stop button does. */
  readonly signal?: AbortSignal;
  /** Told how far it is, in place of the line that shows it. */
  readonly onProgress?: (progress: CollectProgress) => void;
}

/** What was asked for, checked and complete. */
export interface Settings {
  readonly classes: readonly WantedClass[];
  readonly access: ServiceAccess;
  readonly perClass: number;
  readonly folder: string;
  readonly contact?: string;
  readonly timeout: number;
  readonly dryRun: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CollectProgress) => void;
}

/**
 * Returns what was asked for.
 *
 * @throws TypeError, RangeError when an option is no such thing
 */
export function settingsOf(options: CollectOptions): Settings {
  checkOptions('The options of collectPhotos()', options, "{ words: ['cat', 'dog'] }");
  const { service = defaultService(), perClass = 300, folder, contact, timeout = 30 } = options;
  const { dryRun = false, signal, onProgress } = options;
  checkOneOf('service', service, Object.keys(SERVICES));
  checkWhole('perClass', perClass, { max: 10_000 });
  checkNumber('timeout', timeout, {
    allowed: timeout > 0 && timeout <= 3600,
    expected: 'a number of seconds up to 3600',
  });
  if (folder !== undefined) checkText('folder', folder, "the path of a folder, such as 'photos'");
  if (contact !== undefined) checkContact(contact);
  checkOneOf('dryRun', dryRun, [false, true]);
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw new TypeError(`signal must be an AbortSignal, but is ${describe(signal)}`);
  if (onProgress !== undefined && typeof onProgress !== 'function')
    throw new TypeError(`onProgress must be a function, but is ${describe(onProgress)}`);
  return {
    classes: wantedClasses(options.words),
    access: accessTo(service),
    perClass,
    folder: folder === undefined ? inProject('data', 'photos') : resolvePath(folder),
    contact,
    timeout,
    dryRun,
    signal,
    onProgress,
  };
}

/** It becomes a part of a header, in brackets. */
const CONTACT = /^[!-'*-~]{1,98}[@.][!-'*-~]{1,98}$/;

function checkContact(contact: unknown): void {
  if (typeof contact === 'string' && CONTACT.test(contact)) return;
  throw new TypeError(
    `contact must be an e-mail or web address, such as 'you@example.org', but is ${describe(contact)}`,
  );
}
