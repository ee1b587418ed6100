// Writes what all contenders for a row get: pictures, labels and first weights. Usage: prepare.js FOLDER ROW
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  buildNetwork,
  imagesToTensor,
  labelsToOneHot,
  saveNpy,
  seededRandom,
  tf,
} from '../../../../src';
import { flopPerImage } from '../flops';
import { picturesPerRound, type Row } from '../benchmarks';
import { answer } from './protocol';

/** What `row.json` says of the arrays beside it. */
export interface PreparedRow extends Row {
  readonly numImages: number;
  /** How many files `weights-0.npy`, `weights-1.npy`, … there are. */
  readonly numWeights: number;
  readonly flopPerImage: number;
}

const SEED = 1;
const NUM_CLASSES = 6;

async function main([folder, text]: readonly string[]): Promise<void> {
  const row = JSON.parse(text) as Row;
  const numImages = picturesPerRound(row);
  const model = buildNetwork({ imageSize: row.imageSize, numClasses: NUM_CLASSES, seed: SEED });
  const weights = model.getWeights();
  for (const [index, weight] of weights.entries())
    await saveTensor(join(folder, `weights-${index}.npy`), weight);
  await savePictures(folder, { numImages, imageSize: row.imageSize });
  const prepared: PreparedRow = {
    ...row,
    numImages,
    numWeights: weights.length,
    flopPerImage: flopPerImage(model, row.job),
  };
  await writeFile(join(folder, 'row.json'), JSON.stringify(prepared));
  answer(prepared);
}

/** Noise takes as long to compute as animals do. */
async function savePictures(
  folder: string,
  { numImages, imageSize }: { readonly numImages: number; readonly imageSize: number },
): Promise<void> {
  const random = seededRandom(SEED);
  const data = new Uint8Array(numImages * imageSize * imageSize * 3).map(() => 256 * random());
  const labels = Array.from({ length: numImages }, (_, index) => index % NUM_CLASSES);
  await saveTensor(
    join(folder, 'images.npy'),
    imagesToTensor({ data, shape: [numImages, imageSize, imageSize, 3] }),
  );
  await saveTensor(join(folder, 'labels.npy'), labelsToOneHot(labels, NUM_CLASSES));
}

function saveTensor(file: string, tensor: tf.Tensor): Promise<void> {
  return saveNpy(file, { data: tensor.dataSync<'float32'>(), shape: tensor.shape });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
