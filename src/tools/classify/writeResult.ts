import { basename, join } from 'node:path';
import { PRETRAINED, type PretrainedName } from '../../files/pretrained/networks';
import { replaceFile } from '../../files/replaceFile';
import { saveNetwork } from '../../files/saveNetwork';
import type { tf } from '../../network/tensorflow';
import { meanAccuracy, type Measurement } from './measurement';
import { NETWORK_FOLDER, photoSizeOf } from './namePhotos';
import { reportPage } from './page';
import { showMistakes } from './shownMistakes';

/** The page on a trained network, in the folder that a run fills. */
export const PAGE_FILE = 'report.html';

/** The same figures for programs. */
const FIGURES_FILE = 'report.json';

export interface Result {
  readonly folder: string;
  readonly network: PretrainedName;
  readonly seed: number;
  readonly model: tf.LayersModel;
  readonly numLearned: number;
  readonly measurement: Measurement;
  readonly notes: readonly string[];
}

/** Writes the trained network, the page about it and its figures into a new folder. */
export async function writeResult(fresh: string, result: Result): Promise<void> {
  const { folder, network, model, numLearned, measurement, notes } = result;
  const { title } = PRETRAINED[network];
  const imageSize = model.inputs[0].shape[1] as number;
  await saveNetwork(model, join(fresh, NETWORK_FOLDER));
  const page = reportPage({
    name: basename(folder),
    network: title,
    photoSize: photoSizeOf(model),
    imageSize,
    numLearned,
    measurement,
    mistakes: await showMistakes(measurement, { imageSize }),
    notes,
  });
  await replaceFile(join(fresh, PAGE_FILE), page);
  await replaceFile(join(fresh, FIGURES_FILE), `${JSON.stringify(figuresOf(result), null, 2)}\n`);
}

function figuresOf({ folder, network, seed, numLearned, measurement, notes }: Result): object {
  const { evaluation, way, accuracies, numOwnRight } = measurement;
  const { classNames, confusionMatrix, classMetrics, labels } = evaluation;
  return {
    folder,
    network,
    seed,
    numLearned,
    measuredWith: way,
    numMeasured: labels.length,
    accuracy: meanAccuracy(measurement),
    accuracies,
    numOwnRight,
    classNames,
    confusionMatrix,
    classMetrics,
    notes,
  };
}
