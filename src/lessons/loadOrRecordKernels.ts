import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkOptions, checkText } from '../check';
import { checkDataset, type Dataset } from '../data/dataset';
import { loadNpy } from '../files/npy';
import { resolvePath } from '../project';
import { buildFor } from './loadOrTrain';
import { train } from '../training/train';
import { recordKernels, unstackKernels } from '../insight/kernelHistory';
import type { Kernels } from '../insight/kernels';

/** The file beside a saved network that holds its first kernels before training and after each epoch. */
const KERNELS_FILE = 'kernels.npy';

interface LoadOrRecordOptions {
  /** How often all pictures are shown if a network has to be trained now. */
  readonly epochs: number;
  readonly seed?: number;
}

/**
 * Returns the kernels of the first convolution before training and after each epoch, float32 `[3, 3, 3, 32]` each: those
 * that were saved beside a network as `kernels.npy`; where there are none, those of a short training of the series'
 * network, and says so. That network is not kept.
 *
 * @throws Error when the file is damaged
 * @throws TypeError when it does not hold states of kernels, as `stackKernels` puts them together
 * @example
 * const history = await loadOrRecordKernels(modelFolder('drawings', { imageSize: 100, seed: 1 }), trainSet, { epochs: 2, seed: 1 });
 * show(sliderFigure(kernelSteps(kernelChanges(history)), { name: { en: 'Epoch', ja: 'エポック' } }));
 */
export async function loadOrRecordKernels(
  folder: string,
  trainSet: Dataset,
  options: LoadOrRecordOptions,
): Promise<readonly Kernels[]> {
  checkText('folder', folder, 'the path of the folder of a network');
  checkDataset('the training set', trainSet);
  checkOptions('The options of loadOrRecordKernels()', options, '{ epochs: 2 }');
  const { epochs, seed } = options;
  const file = join(folder, KERNELS_FILE);
  if (existsSync(resolvePath(file))) return unstackKernels(await loadNpy(file, { holds: 'array' }));
  console.log(
    `No history of kernels is in data/models yet, so a network is trained now for ${epochs} epochs and watched`,
  );
  const model = buildFor(trainSet, seed);
  const recorder = recordKernels(model, 0);
  await train(model, trainSet, { epochs, seed, callbacks: [recorder] });
  model.dispose();
  return recorder.kernels;
}
