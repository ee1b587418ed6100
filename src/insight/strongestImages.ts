import type { ImageArray } from '../data/arrays';
import { checkOptions, checkWhole } from '../check';
import type { Dataset } from '../data/dataset';
import { checkImages, checkModel } from '../network/checkExamples';
import { tf } from '../network/tensorflow';
import { imagesToTensor } from '../network/tensors';
import type { LayerChoice } from '../network/layers';
import { sliceImages } from './probabilities';
import { readNumbers } from './readNumbers';
import { checkFilter, mapsOf, tidyNumbers } from './runGraph';

export interface MaxActivationsOptions {
  /** How many pictures are looked at at once. */
  readonly batchSize?: number;
}

export interface StrongestImagesOptions extends MaxActivationsOptions {
  /** The filter that is asked, from 0. */
  readonly filter: number;
  /** How many pictures are returned; all if there are fewer. */
  readonly count?: number;
}

/** The place where a filter answers most to a picture. */
export interface Activation {
  /** The number of the picture. */
  readonly index: number;
  /** The largest number in the filter's map of the picture. */
  readonly activation: number;
  /** Where in the map it is, counted from the top, from 0. */
  readonly row: number;
  /** Where in the map it is, counted from the left, from 0. */
  readonly column: number;
}

/**
 * Returns the pictures that a filter answers to most, by the largest number in its map, the strongest first. Computed in
 * batches to spare memory. Pictures with the same number keep their order.
 *
 * Source: Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks" (2014).
 *
 * @param images pictures `[numImages, height, width, channels]`, uint8 0-255, or a data set of them
 * @param layer the name of the layer, its place in the network from 0, or the layer itself
 * @throws TypeError when the pictures do not fit the network, or the layer makes no maps
 * @throws RangeError when there are no pictures, or no such layer or filter
 * @example
 * const [strongest] = strongestImages(model, testSet, 'relu4', { filter: 5, count: 1 });
 * // { index: 17, activation: 3.2, row: 20, column: 31 }
 * const patch = receptiveField(model, 'relu4', strongest);
 * show(imageGrid([cropImage(imageAt(testSet.images, strongest.index), patch)], { scale: 4 }));
 */
export function strongestImages(
  model: tf.LayersModel,
  images: ImageArray | Dataset,
  layer: LayerChoice,
  options: StrongestImagesOptions,
): Activation[] {
  checkModel(model);
  checkOptions('The options of strongestImages()', options, '{ filter: 5 }');
  const { filter, count = 8, batchSize } = options;
  checkWhole('count', count);
  checkFilter(filter, mapsOf(model, layer));
  const read = (maps: tf.Tensor4D) => strongestPlaces(tf.gather(maps, [filter], 3));
  const batches = readMaps(model, images, layer, { batchSize, read });
  const answers = batches.flat().map((answer, index) => ({ index, ...answer }));
  return answers.sort((a, b) => b.activation - a.activation).slice(0, count);
}

/**
 * Returns the largest number in each filter's maps of all pictures: float32 `[filters]`. A filter whose largest number is
 * not above 0 never gets through the ReLU after it: it is dead, and tells the layers behind it nothing.
 *
 * @param images pictures `[numImages, height, width, channels]`, uint8 0-255, or a data set of them
 * @param layer the name of the layer, its place in the network from 0, or the layer itself
 * @throws TypeError when the pictures do not fit the network, or the layer makes no maps
 * @throws RangeError when there are no pictures or no such layer
 * @example
 * const largest = maxActivations(model, testSet, 'conv4');
 * largest.filter((value) => value <= 0).length // how many of the filters are dead
 */
export function maxActivations(
  model: tf.LayersModel,
  images: ImageArray | Dataset,
  layer: LayerChoice,
  options: MaxActivationsOptions = {},
): Float32Array {
  checkModel(model);
  checkOptions('The options of maxActivations()', options, '{ batchSize: 32 }');
  const { batchSize } = options;
  const batches = readMaps(model, images, layer, {
    batchSize,
    read: (maps) => readNumbers(maps.max([0, 1, 2])),
  });
  return batches.reduce((largest, batch) =>
    largest.map((value, filter) => Math.max(value, batch[filter])),
  );
}

interface ReadOptions<Result> extends MaxActivationsOptions {
  /** What is read from the maps `[numImages, height, width, filters]` of a batch. */
  readonly read: (maps: tf.Tensor4D) => Result;
}

/** Computes a layer's maps batch by batch and returns what is read from each. */
function readMaps<Result>(
  model: tf.LayersModel,
  images: ImageArray | Dataset,
  layer: LayerChoice,
  { read, batchSize = 32 }: ReadOptions<Result>,
): Result[] {
  const isDataset = typeof images === 'object' && images !== null && 'images' in images;
  const pictures = isDataset ? images.images : images;
  checkImages(model, pictures, { name: 'images' });
  checkWhole('batchSize', batchSize);
  const upToLayer = tf.model({ inputs: model.inputs, outputs: mapsOf(model, layer) });
  const starts = Array.from(
    { length: Math.ceil(pictures.shape[0] / batchSize) },
    (_, batch) => batch * batchSize,
  );
  return starts.map((start) =>
    tidyNumbers(() =>
      read(
        upToLayer.predict(
          imagesToTensor(sliceImages(pictures, start, start + batchSize)),
        ) as tf.Tensor4D,
      ),
    ),
  );
}

/** The largest number in the only map of each picture. */
function strongestPlaces(maps: tf.Tensor4D): Omit<Activation, 'index'>[] {
  const [numImages, , width] = maps.shape;
  const numbers = maps.reshape([numImages, -1]);
  const places = numbers.argMax(1).dataSync();
  return Array.from(numbers.max(1).dataSync(), (activation, image) => ({
    activation,
    row: Math.floor(places[image] / width),
    column: places[image] % width,
  }));
}
