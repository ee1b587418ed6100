import { basename } from 'node:path';
import { oneLine } from '../../check';
import { checkWeights } from '../../files/pretrained/loadPretrained';
import type { Writer } from '../commands';
import { plural } from '../../plural';
import { startProgress } from '../runner/progress';
import { measure } from './measure';
import { namePhotos } from './namePhotos';
import type { ClassifyOptions } from './options';
import { takeOutFolder } from './outFolder';
import { readSets, type PhotoSets } from './photoFeatures';
import { checkClasses } from './readPhotos';
import { describeResult, foldsLine } from './printed';
import { readSizeOf, startTrainer, type Trainer } from './trainer';
import { PAGE_FILE, writeResult } from './writeResult';

/** What the command was asked for, where it writes, and how it is told to stop. */
export interface LearnSetting extends ClassifyOptions {
  readonly folder: string;
  readonly out: Writer;
  readonly progress: Writer;
  readonly signal: AbortSignal;
}

/**
 * Trains a network on class folders, measures it on photos that it has not learned from, and writes it with a page.
 *
 * @returns 0, or 1 when a photo to name cannot be read
 * @throws Error when the photos or the folder to write are not as they must be; then nothing is written
 */
export async function learnClasses(setting: LearnSetting): Promise<number> {
  const { folder, progress, signal } = setting;
  const line = startProgress(oneLine(basename(folder)), progress);
  const at = (place: string): void => {
    signal.throwIfAborted();
    line.at(place);
  };
  try {
    checkWeights(setting.network);
    at('reading the photos');
    await checkClasses(folder);
    const trainer = await startTrainer(setting, at);
    const sets = await readSets({
      ...setting,
      imageSize: readSizeOf(setting),
      extract: trainer.extract,
      onProgress: (numLeft) => at(`reading the photos: ${plural(numLeft, 'file')} left`),
    });
    return await learnFrom(sets, { ...setting, trainer, end: line.end });
  } finally {
    line.end();
  }
}

interface Learning extends LearnSetting {
  readonly trainer: Trainer;
  /** Ends the line that tells how far it is. */
  readonly end: () => void;
}

async function learnFrom(sets: PhotoSets, learning: Learning): Promise<number> {
  const { folder, trainer, out, predict, folds } = learning;
  for (const text of [...sets.counts, ...sets.notes]) out.write(`${text}\n`);
  const outFolder = await takeOutFolder(learning.outFolder, folder);
  try {
    const measurement = await measure(sets.photos, { ...learning, ...sets, learn: trainer.learn });
    const model = await trainer.train(sets.photos);
    const numLearned = sets.photos.labels.length;
    await outFolder.fill((fresh) =>
      writeResult(fresh, { ...learning, model, numLearned, measurement, notes: sets.notes }),
    );
    learning.end();
    out.write(
      describeResult(measurement, {
        ...learning,
        numLearned,
        path: outFolder.path,
        page: PAGE_FILE,
      }),
    );
    const { text, numFailed } = await namePhotos(predict, model);
    out.write(text);
    if (folds !== undefined) out.write(foldsLine(measurement.accuracies));
    return numFailed === 0 ? 0 : 1;
  } finally {
    await outFolder.release();
  }
}
