import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { NdArray } from '../../data/arrays';
import { CLASS_NAMES } from '../../data/classNames';
import { imageAt, type Dataset } from '../../data/dataset';
import { defaultDrawingsFolder } from '../drawings/command';
import { composeDrawings } from '../drawings/compose';
import { loadNpy, saveNpy } from '../../files/npy';
import { loadNpyDatasets } from '../../files/npyDataset';
import { loadNpz, saveNpz } from '../../files/npz';
import { loadPhotos } from '../../files/photos';
import { splitDataset } from '../../data/split';
import { imagesToTensor } from '../../network/tensors';
import { inProject, venvProgram } from '../../project';
import { findPillow } from './contenders';
import { summarize } from './statistics';
import { withWorkers, type Worker } from './worker';

/** A job of the data path beside the same in NumPy or Pillow. */
export interface DataPathFigure {
  readonly job: string;
  /** The median of the rounds. */
  readonly oursMs: number;
  readonly referenceMs: number;
  /** What was measured for comparison. */
  readonly reference: string;
}

interface Job {
  /** What `dataPath.py` calls it. */
  readonly key: string;
  readonly job: string;
  readonly reference: string;
  readonly run: () => unknown;
}

const NUM_PHOTOS = 60;
const PHOTO_SIZES = [
  [224, 224],
  [640, 480],
  [1600, 1200],
] as const;
const NUM_COMPOSED = 10 * CLASS_NAMES.length;

/**
 * Measures the jobs of the data path side by side with NumPy and Pillow doing the same, in turns, after one round that is
 * not counted. Needs the composed drawings; jobs of Pillow are left out where it is not installed.
 *
 * @throws Error when a job fails
 */
export async function measureDataPath({
  rounds,
}: {
  readonly rounds: number;
}): Promise<readonly DataPathFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'creatures-bench-'));
  try {
    const jobs = await prepare(folder);
    const command = [
      findPillow() ?? venvProgram('python'),
      inProject('src', 'tools', 'bench', 'dataPath.py'),
      folder,
    ] as const;
    return await withWorkers([{ name: 'dataPath.py', command }], {
      use: async ([python]) => {
        const { keys } = (await python.next()) as { readonly keys: readonly string[] };
        return measureAll(
          jobs.filter(({ key }) => keys.includes(key)),
          { python, rounds },
        );
      },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Measuring {
  readonly python: Worker;
  readonly rounds: number;
}

async function measureAll(
  jobs: readonly Job[],
  { python, rounds }: Measuring,
): Promise<DataPathFigure[]> {
  const figures: DataPathFigure[] = [];
  for (const { key, job, reference, run } of jobs) {
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let round = 0; round <= rounds; round++) {
      ours.push(await timed(run));
      theirs.push(((await python.ask(key)) as { readonly milliseconds: number }).milliseconds);
    }
    figures.push({
      job,
      oursMs: summarize(ours.slice(1)).median,
      referenceMs: summarize(theirs.slice(1)).median,
      reference,
    });
  }
  return figures;
}

async function timed(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** Writes what the jobs read. */
async function prepare(folder: string): Promise<Job[]> {
  await symlink(join(defaultDrawingsFolder, 'training'), join(folder, 'drawings'), 'junction');
  await writeFile(join(folder, 'numComposed.txt'), String(NUM_COMPOSED));
  const drawings = await loadPhotos(join(folder, 'drawings'));
  await Promise.all(
    PHOTO_SIZES.map((size) => writePhotos(join(folder, photosName(size)), { drawings, size })),
  );
  await saveNpy(join(folder, 'bytes.npy'), drawings.images);
  await saveNpy(join(folder, 'floats.npy'), asFloats(drawings.images));
  await saveNpz(join(folder, 'stored.npz'), { images: drawings.images });
  await saveNpz(join(folder, 'packed.npz'), { images: drawings.images }, { compress: true });
  await saveNpy(join(folder, 'four.npy'), fourArrays(splitDataset(drawings)));
  return [...pictureJobs(folder, drawings), ...arrayJobs(folder, drawings)];
}

interface PhotoPlan {
  readonly drawings: Dataset;
  readonly size: readonly [width: number, height: number];
}

function photosName([width, height]: PhotoPlan['size']): string {
  return `photos-${width}x${height}`;
}

/** Writes pictures as hard to unpack as photos: smooth drawings, made rough. */
async function writePhotos(
  folder: string,
  { drawings, size: [width, height] }: PhotoPlan,
): Promise<void> {
  await mkdir(join(folder, 'animals'), { recursive: true });
  const grain = await sharp({
    create: {
      width,
      height,
      channels: 3,
      background: 'gray',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  })
    .png()
    .toBuffer();
  const step = Math.floor(drawings.labels.length / NUM_PHOTOS);
  for (let index = 0; index < NUM_PHOTOS; index++) {
    const {
      data,
      shape: [rows, columns],
    } = imageAt(drawings.images, index * step);
    const enlarged = sharp(data, { raw: { width: columns, height: rows, channels: 3 } }).resize(
      width,
      height,
      { fit: 'fill' },
    );
    await enlarged
      .composite([{ input: grain, blend: 'soft-light' }])
      .jpeg({ quality: 85 })
      .toFile(join(folder, 'animals', `${index}.jpg`));
  }
}

/** Divided by 256, as float64, which is what Python makes of it. */
function asFloats({ data, shape }: NdArray<Uint8Array>): NdArray {
  const floats = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) floats[i] = data[i] / 256;
  return { data: floats, shape };
}

function fourArrays({
  trainSet,
  testSet,
}: {
  readonly trainSet: Dataset;
  readonly testSet: Dataset;
}): NdArray[] {
  return [asFloats(trainSet.images), asFloats(testSet.images), oneHot(trainSet), oneHot(testSet)];
}

function oneHot({ labels, classNames }: Dataset): NdArray {
  const data = new Float64Array(labels.length * classNames.length);
  for (const [index, label] of labels.entries()) data[index * classNames.length + label] = 1;
  return { data, shape: [labels.length, classNames.length] };
}

function pictureJobs(folder: string, { labels }: Dataset): Job[] {
  const composing = { training: NUM_COMPOSED / CLASS_NAMES.length, test: 0, 'unseen-artist': 0 };
  return [
    {
      key: 'readDrawings',
      job: `load ${labels.length} composed drawings`,
      reference: 'Pillow',
      run: () => loadPhotos(join(folder, 'drawings')),
    },
    ...PHOTO_SIZES.map((size) => ({
      key: photosName(size),
      job: `load ${NUM_PHOTOS} photos of ${size.join('x')}`,
      reference: 'Pillow',
      run: () => loadPhotos(join(folder, photosName(size))),
    })),
    {
      key: 'compose',
      job: `compose ${NUM_COMPOSED} drawings`,
      reference: 'Pillow, from one raster picture: it cannot draw SVG',
      run: () =>
        composeDrawings(join(folder, 'composed'), { picturesPerClass: composing, anew: true }),
    },
  ];
}

function arrayJobs(folder: string, drawings: Dataset): Job[] {
  const { images } = drawings;
  const saved = join(folder, 'saved.npy');
  const labels = new BigInt64Array(images.shape[0]);
  const test = images.data.subarray(0, images.data.length / 4);
  const four = [
    images,
    { data: test, shape: [images.shape[0] / 4, ...images.shape.slice(1)] },
    { data: labels, shape: [labels.length] },
  ];
  const few = { data: images.data.subarray(0, 320 * 30_000), shape: [320, 100, 100, 3] } as const;
  return [
    {
      key: 'readBytes',
      job: 'read pictures as whole numbers (.npy)',
      reference: 'NumPy',
      run: () => loadNpy(join(folder, 'bytes.npy')),
    },
    {
      key: 'readFloats',
      job: 'read pictures as float64 (.npy)',
      reference: 'NumPy',
      run: () => loadNpy(join(folder, 'floats.npy')),
    },
    {
      key: 'readFour',
      job: 'read four arrays of float64 as pictures (.npy)',
      reference: 'NumPy',
      run: () => loadNpyDatasets(join(folder, 'four.npy'), { imageSize: 100 }),
    },
    {
      key: 'writeBytes',
      job: 'write pictures (.npy)',
      reference: 'NumPy',
      run: () => saveNpy(saved, images),
    },
    {
      key: 'writeFour',
      job: 'write four arrays (.npy)',
      reference: 'NumPy',
      run: () => saveNpy(saved, [...four, four[2]]),
    },
    {
      key: 'readStored',
      job: 'read pictures (.npz)',
      reference: 'NumPy',
      run: () => loadNpz(join(folder, 'stored.npz')),
    },
    {
      key: 'readPacked',
      job: 'read pictures (.npz, compressed)',
      reference: 'NumPy',
      run: () => loadNpz(join(folder, 'packed.npz')),
    },
    {
      key: 'writeStored',
      job: 'write pictures (.npz)',
      reference: 'NumPy',
      run: () => saveNpz(join(folder, 'saved.npz'), { images }),
    },
    {
      key: 'writePacked',
      job: 'write pictures (.npz, compressed)',
      reference: 'NumPy',
      run: () => saveNpz(join(folder, 'saved.npz'), { images }, { compress: true }),
    },
    {
      key: 'split',
      job: `split ${labels.length} pictures`,
      reference: 'NumPy',
      run: () => splitDataset(drawings),
    },
    {
      key: 'toFloats',
      job: 'turn 320 pictures into numbers from 0 to 1',
      reference: 'NumPy',
      run: () => imagesToTensor(few).dispose(),
    },
  ];
}
