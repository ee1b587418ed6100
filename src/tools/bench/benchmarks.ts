/** What is measured. */
const JOBS = ['train', 'predict'] as const;
export type Job = (typeof JOBS)[number];

/** A line of the table: one job with pictures and batches of one size. */
export interface Row {
  readonly job: Job;
  /** Edge of the pictures in pixels. */
  readonly imageSize: number;
  readonly batchSize: number;
}

const IMAGE_SIZES = [32, 64, 100];
const BATCH_SIZES = [8, 32, 128];

/** Every row of the table, in its order. */
export const ROWS: readonly Row[] = JOBS.flatMap((job) =>
  IMAGE_SIZES.flatMap((imageSize) =>
    BATCH_SIZES.map((batchSize) => ({ job, imageSize, batchSize })),
  ),
);

/** The name of a row on the command line: `train:100:32`. */
export function rowName({ job, imageSize, batchSize }: Row): string {
  return `${job}:${imageSize}:${batchSize}`;
}

/** Pictures of 100 pixels in a round; of smaller ones there are more, so that a round does not end in a blink. */
const PICTURES_AT_100 = 320;
const MOST_PICTURES = 1280;
const FEWEST_BATCHES = 4;

/**
 * Returns how many pictures a round takes: whole batches, at least 4 of them, and enough that what a call costs once
 * does not count.
 *
 * @example
 * picturesPerRound({ imageSize: 100, batchSize: 32 }) //=> 320
 */
export function picturesPerRound({
  imageSize,
  batchSize,
}: Pick<Row, 'imageSize' | 'batchSize'>): number {
  const wanted = Math.min(MOST_PICTURES, PICTURES_AT_100 * (100 / imageSize) ** 2);
  return Math.max(FEWEST_BATCHES, Math.ceil(wanted / batchSize)) * batchSize;
}
