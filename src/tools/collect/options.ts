import { parseArgs } from 'node:util';
import type { CollectOptions } from '../../files/collect/options';
import { fromCaller } from '../commands';

export const usage = `npm run collect -- [word ...] [--service name] [--per-class number] [--folder folder]

Searches for photos and puts them into one folder for each class, with whom to thank in credits.json beside these. Goes on
where it stopped. Without words: cat, dog, bird, monkey, fish, lizard.

  word              what to search for; the folder has its name, or another: roses="red rose"
  --service name    pexels (needs a key in PEXELS_API_KEY), openverse or wikimedia (need none);
                    default: pexels if there is a key, else openverse
  --per-class number  how many pictures there shall be of each class (default: 300)
  --folder folder   where the class folders are made (default: data/photos)
  --contact address an e-mail or web address of yours, which wikimedia asks for
  --timeout seconds the most for one answer (default: 30)
  --dry-run         only say what would be asked
`;

type CommandOptions = CollectOptions & { readonly help: boolean };

/**
 * Returns the command line in parts.
 * @throws TypeError for an option that does not exist or lacks its value
 * @throws RangeError for a number that is none
 */
export function parseOptions(argv: readonly string[]): CommandOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      service: { type: 'string' },
      'per-class': { type: 'string' },
      folder: { type: 'string' },
      contact: { type: 'string' },
      timeout: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    words: positionals.length === 0 ? undefined : toWords(positionals),
    // collectPhotos() says which there are
    service: values.service as CollectOptions['service'],
    perClass: toNumber('--per-class', values['per-class']),
    folder: values.folder === undefined ? undefined : fromCaller(values.folder),
    contact: values.contact,
    timeout: toNumber('--timeout', values.timeout),
    dryRun: values['dry-run'],
    help: values.help ?? false,
  };
}

/** Words, or all of them with the names of their folders where one has such. */
function toWords(positionals: readonly string[]): CollectOptions['words'] {
  if (!positionals.some((text) => text.includes('='))) return positionals;
  const pairs = positionals.map((text) => {
    const at = text.indexOf('=');
    if (at > 0) return [text.slice(0, at), text.slice(at + 1)] as const;
    throw new RangeError(
      `"${text}" names no folder, and other words do; write folder=word for each: roses="red rose"`,
    );
  });
  const words = Object.fromEntries(pairs);
  if (Object.keys(words).length === pairs.length) return words;
  throw new RangeError('Two words are for one folder; leave one out');
}

function toNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new RangeError(`${name} needs a number, but got "${text}"`);
}
