import { say, withSignal, type Writer } from '../commands';
import { learnClasses } from './learnClasses';
import { loadSaved, namePhotos } from './namePhotos';
import { parseOptions, usage, type ClassifyOptions } from './options';

/** Where the command writes. */
export interface ClassifyStreams {
  readonly out?: Writer;
  /** Takes what goes on meanwhile, and errors. */
  readonly progress?: Writer;
}

/**
 * Trains a network that tells the photos of class folders apart, measures it, and writes it with a page about it; or
 * names photos by a network that is there: `npm run classify`.
 *
 * @param argv the command line: `['photos', '--folds', '5']`
 * @returns 0, or 1 when something was wrong, 130 after Ctrl-C
 */
export async function runClassify(
  argv: readonly string[],
  { out = process.stdout, progress = process.stderr }: ClassifyStreams = {},
): Promise<number> {
  return withSignal(async (signal) => {
    try {
      const options = parseOptions(argv);
      if (options.help) return say(out, usage, 0);
      const { folder } = options;
      const setting = { ...options, out, progress, signal };
      return await (folder === undefined
        ? nameBySaved(setting)
        : learnClasses({ ...setting, folder }));
    } catch (error) {
      return signal.aborted
        ? say(progress, 'Stopped; nothing was written\n', 130)
        : say(progress, `${(error as Error).message}\n`, 1);
    }
  });
}

async function nameBySaved({
  predict,
  saved,
  out,
}: ClassifyOptions & { readonly out: Writer }): Promise<number> {
  const model = await loadSaved(saved);
  const { text, numFailed } = await namePhotos(predict, model);
  model.dispose();
  return say(out, text, numFailed === 0 ? 0 : 1);
}
