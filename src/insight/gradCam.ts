import { checkClass, checkOptions } from '../check';
import type { Image, NdArray } from '../data/arrays';
import { asImages, numClassesOf } from '../network/checkExamples';
import { tf } from '../network/tensorflow';
import { imagesToTensor } from '../network/tensors';
import type { LayerChoice } from '../network/layers';
import { readNumbers } from './readNumbers';
import { mapsOf, runGraph, tidyNumbers } from './runGraph';
import { runScores } from './scores';

/** Where a network sees what speaks for a class: float32 `[height, width]`, 0-1. */
export type Heatmap = NdArray<Float32Array, readonly [number, number]>;

export interface GradCamOptions {
  /** The class whose reasons are asked for; the network's own answer if not given. */
  readonly classIndex?: number;
}

export interface GradCam {
  /** As high and wide as the layer's maps; the strongest place is 1. Nothing but 0 when no place speaks for the class. */
  readonly heatmap: Heatmap;
  /** The class that was asked for. */
  readonly classIndex: number;
}

/**
 * Returns which places of a picture speak for a class (Grad-CAM). Each map of the layer gets a weight: the mean over all
 * places of how much the class's score rises with the map's values. The maps are added up by these weights, and what is
 * negative, which speaks for other classes, becomes 0. The result is scaled so that its largest number is 1.
 *
 * The score is the one before softmax, since a probability also rises when other classes fall. Choose the last
 * convolution or its ReLU: later layers know no places, earlier ones know edges and colors rather than animals.
 *
 * Source: Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization" (2017).
 *
 * @param layer the name of the layer, its place in the network from 0, or the layer itself
 * @throws TypeError when the picture does not fit the network, or the layer makes no maps
 * @throws RangeError when there is no such layer or class
 * @example
 * const { heatmap, classIndex } = gradCam(model, photo, 'relu4');
 * heatmap.shape //=> [ 47, 47 ]
 * show(imageGrid([photo, overlayHeatmap(photo, heatmap)]));
 */
export function gradCam(
  model: tf.LayersModel,
  image: Image,
  layer: LayerChoice,
  options: GradCamOptions = {},
): GradCam {
  const images = asImages(model, image);
  checkOptions('The options of gradCam()', options, '{ classIndex: 1 }');
  const { classIndex } = options;
  if (classIndex !== undefined) checkClass('classIndex', classIndex, numClassesOf(model));
  const place = mapsOf(model, layer);
  return tidyNumbers(() => {
    const input = new Map([[model.inputs[0], imagesToTensor(images)]]);
    const maps = runGraph(place, input);
    const scoresFrom = (layerMaps: tf.Tensor) =>
      runScores(model, new Map([...input, [place, layerMaps]]));
    const asked = classIndex ?? scoresFrom(maps).argMax(1).dataSync()[0];
    const gradients = tf.grad((layerMaps) => scoresFrom(layerMaps).slice([0, asked], [1, 1]))(maps);
    return { heatmap: readHeatmap(weightedSum(maps, gradients)), classIndex: asked };
  });
}

function weightedSum(maps: tf.Tensor, gradients: tf.Tensor): tf.Tensor {
  const weights = gradients.mean([1, 2], true);
  return maps.mul(weights).sum(3).relu();
}

function readHeatmap(sums: tf.Tensor): Heatmap {
  const largest = sums.max().dataSync()[0];
  const [, height, width] = sums.shape;
  return { data: readNumbers(largest > 0 ? sums.div(largest) : sums), shape: [height, width] };
}
