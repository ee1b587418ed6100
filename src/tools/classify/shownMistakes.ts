import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { readPhoto } from '../../files/photo';
import type { Words } from '../../figures/parts/words';
import { surestMistakes, type Mistake } from '../../insight/mistakes';
import type { Measurement } from './measurement';
import type { ShownMistake } from './page';

const SHOWN = 24;
const THUMBNAIL_PIXELS = 160;

/** A photo of which less is left in the square is told of. */
const SMALL_SHARE = 0.7;

/**
 * Returns the mistakes that the network was surest of, with a small picture of each as the network looked at it, and what
 * about the file may have been the reason.
 *
 * @param imageSize how many pixels wide the network takes photos
 */
export async function showMistakes(
  { evaluation, files }: Pick<Measurement, 'evaluation' | 'files'>,
  { imageSize }: { readonly imageSize: number },
): Promise<ShownMistake[]> {
  const { labels, classNames, probabilities } = evaluation;
  return Promise.all(
    surestMistakes(evaluation, { count: SHOWN }).map(async (mistake: Mistake) => ({
      ...mistake,
      file: join(basename(dirname(files[mistake.index])), basename(files[mistake.index])),
      trueProbability:
        probabilities.data[mistake.index * classNames.length + labels[mistake.index]],
      // A file may have been removed while the network learned: the page then goes without its picture
      jpeg: await thumbnail(files[mistake.index]).catch(() => undefined),
      hints: await findHints(files[mistake.index], imageSize).catch(() => []),
    })),
  );
}

/** Read as the network reads it, so that what a photo may cost is looked at here too. */
async function thumbnail(file: string): Promise<Uint8Array> {
  const pixels = await readPhoto(file, THUMBNAIL_PIXELS);
  const raw = { width: THUMBNAIL_PIXELS, height: THUMBNAIL_PIXELS, channels: 3 } as const;
  return sharp(pixels, { raw }).jpeg({ quality: 80 }).toBuffer();
}

async function findHints(file: string, imageSize: number): Promise<Words[]> {
  const { width, height } = await sharp(file).metadata();
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const share = Math.round((100 * short) / long);
  return [
    ...(short < imageSize / 2
      ? [
          {
            en: `Only ${width} × ${height} pixels; the network takes ${imageSize}`,
            ja: `${width} × ${height} ピクセルしかありません (ネットワークは ${imageSize})`,
          },
        ]
      : []),
    ...(short < SMALL_SHARE * long
      ? [
          {
            en: `The square in the middle is ${share} % of it`,
            ja: `中央の正方形は全体の ${share} %`,
          },
        ]
      : []),
  ];
}
