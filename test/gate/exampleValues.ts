import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as creatures from '../../src';
import { resolvePath } from '../../src/project';
import { storedNotebook } from '../tools/runner/sample';
import { namesFrom, type Example } from './examples';

const {
  buildNetwork,
  imageAt,
  modelFolder,
  loadData,
  resizeImages,
  saveImage,
  saveNetwork,
  saveNpy,
  saveNpz,
} = creatures;

/** Pixels a picture is wide where time matters more than its looks. */
const SMALL = 32;

/** What the examples may use as if earlier cells had made it: the series' own names. */
export interface ReadyValues extends Record<string, unknown> {
  readonly trainSet: creatures.Dataset;
  readonly testSet: creatures.Dataset;
  readonly model: creatures.tf.LayersModel;
  readonly photo: creatures.Image;
  readonly history: creatures.History;
  readonly recorder: { readonly kernels: readonly creatures.Kernels[] };
  readonly notebook: ReturnType<typeof storedNotebook>;
  readonly modelFolder: typeof creatures.modelFolder;
}

/** The values that an example finds ready: small ones where it gives a whole set to a network. */
export async function readyValues(example: Example): Promise<ReadyValues> {
  const names = new Set(namesFrom(example));
  const givesSet = /\b(train|test)Set\b(?!\.classNames)/.test(
    example.code.replace(/ = trainSet;/g, ''),
  );
  const toNetwork = names.has('model') || names.has('modelFolder');
  const series = await seriesValues();
  const own: ReadyValues = {
    modelFolder,
    ...series,
    notebook: storedNotebook(),
    ...(givesSet && toNetwork ? smallValues(series) : {}),
  };
  // The lessons keep their networks in the project's own folder, which is none of a test's business
  const folders = example.module.startsWith('lessons/') && example.name !== 'modelFolder';
  return folders ? { ...own, modelFolder: () => join(process.cwd(), 'own-model') } : own;
}

type SeriesValues = Pick<
  ReadyValues,
  'trainSet' | 'testSet' | 'model' | 'photo' | 'history' | 'recorder'
>;

let made: Promise<SeriesValues> | undefined;

function seriesValues(): Promise<SeriesValues> {
  made ??= makeSeriesValues();
  return made;
}

async function makeSeriesValues(): Promise<SeriesValues> {
  const { trainSet, testSet } = await loadData('drawings');
  return { trainSet, testSet, photo: imageAt(testSet.images, 0), ...networkFor(100) };
}

function smallValues({ trainSet, testSet }: SeriesValues): Partial<ReadyValues> {
  const shrink = (set: creatures.Dataset): creatures.Dataset => {
    const few = creatures.oneOfEach(set);
    return { ...few, images: resizeImages(few.images, { imageSize: SMALL }) };
  };
  const small = shrink(testSet);
  return {
    trainSet: shrink(trainSet),
    testSet: small,
    photo: imageAt(small.images, 0),
    ...networkFor(SMALL),
  };
}

function networkFor(imageSize: number) {
  const model = buildNetwork({ imageSize, seed: 1 });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const first = creatures.kernels(model, 'conv1');
  return {
    model,
    recorder: { kernels: [first, first] },
    history: { loss: [1.5, 0.9], acc: [0.4, 0.7], val_loss: [1.6, 1.2], val_acc: [0.4, 0.6] },
  };
}

/**
 * Goes into a folder `notebooks` of its own, with a home folder, and with the files in both that examples read. Returns
 * the way back.
 */
export async function enterSandbox(): Promise<() => void> {
  const [sandbox, cwd, home] = [
    mkdtempSync(join(tmpdir(), 'creatures-examples-')),
    process.cwd(),
    process.env.HOME,
  ];
  process.env.HOME = join(sandbox, 'home');
  await mkdir(join(sandbox, 'notebooks'));
  process.chdir(join(sandbox, 'notebooks'));
  await writeFiles();
  return () => {
    process.chdir(cwd);
    process.env.HOME = home;
    rmSync(sandbox, { recursive: true });
  };
}

async function writeFiles(): Promise<void> {
  const { trainSet, testSet, photo, model } = await seriesValues();
  const labelsOf = ({ labels }: creatures.Dataset) => ({ data: labels, shape: [labels.length] });
  await saveNpy('animals.npy', [
    trainSet.images,
    testSet.images,
    labelsOf(trainSet),
    labelsOf(testSet),
  ]);
  const pixels = { data: new Uint8Array(64), shape: [8, 8] };
  await saveNpy('pixels.npy', pixels);
  await saveNpz('pixels.npz', { pixels });
  await saveNetwork(model, '../data/models/creatures');
  await writeHdf5('weights.h5');
  for (const place of ['~/Pictures', '.']) {
    await saveImage(join(place, 'dog.png'), photo);
    for (const name of ['dog.jpg', 'cat.jpg'])
      await copyFile(resolvePath(join(place, 'dog.png')), resolvePath(join(place, name)));
  }
  for (const place of ['~/Pictures/animals', 'photos'])
    for (const index of [0, 1, 2, 3, 4, 5])
      for (const className of ['dogs', 'cats'])
        await saveImage(join(place, className, `${index}.png`), photo);
}

async function writeHdf5(path: string): Promise<void> {
  const h5wasm = await import('h5wasm/node');
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'w');
  file.create_group('conv1').create_dataset({ name: 'bias', data: new Float32Array(64) });
  file.close();
}
