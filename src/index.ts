export * from './data/arrays';
export { augmentDataset, type AugmentOptions } from './data/augment/augmentDataset';
export { augmentImage, type VariationAmounts } from './data/augment/augmentImage';
export { flipImage, rotateImage, shiftImage, zoomImage } from './data/augment/move';
export { adjustBrightness, adjustContrast } from './data/augment/tone';
export * from './data/dataset';
export * from './files/loadData';
export { isNdArray, loadNpy, saveNpy, type NpyContent, type NpyHolds } from './files/npy';
export type { NpyValue } from './files/numpy/pickleItems';
export { loadPhoto } from './files/photo';
export * from './files/photos';
export * from './data/random';
export * from './files/saveImage';
export { resizeImages } from './data/resize';
export * from './data/split';
export * from './network/buildNetwork';
export * from './files/loadNetwork';
export { setRandomSeed } from './network/random';
export { saveNetwork } from './files/saveNetwork';
export * from './files/squeezeNet';
export { backendName, tf } from './network/tensorflow';
export * from './network/tensors';
export type { History, Score } from './training/history';
export * from './training/inTurn';
export { loadOrTrain, modelFolder } from './lessons/loadOrTrain';
export * from './training/train';
export * from './insight/confusionMatrix';
export * from './insight/describeLayers';
export * from './insight/evaluate';
export * from './insight/featureMaps';
export * from './insight/gradCam';
export {
  gradientAscent,
  type GradientAscent,
  type GradientAscentOptions,
  type Snapshot,
} from './insight/gradientAscent';
export * from './insight/kernelHistory';
export * from './insight/kernels';
export type { LayerChoice } from './insight/layers';
export * from './lessons/loadOrRecordKernels';
export * from './insight/mistakes';
export * from './insight/predict';
export type { Probabilities } from './insight/probabilities';
export * from './insight/receptiveField';
export * from './insight/sixClassShares';
export * from './insight/strongestImages';
export * from './figures/bars';
export * from './figures/confusionMatrixFigure';
export * from './figures/curvesFigure';
export {
  descentFigure,
  type DescentFigureOptions,
  type DescentPath,
} from './figures/descentFigure';
export * from './figures/parts/displayable';
export * from './figures/parts/figure';
export * from './figures/flow/flowFigure';
export * from './figures/heatmapOverlay';
export * from './figures/parts/historyWords';
export { imageFigure, type ImageFigureOptions } from './figures/imageFigure';
export { imageGrid, type ImageGridOptions } from './figures/imageGrid';
export * from './figures/kernelSteps';
export * from './figures/network/networkFigure';
export {
  numberGrids,
  type GridMark,
  type NumberGrid,
  type NumberGridsOptions,
} from './figures/numberGrids';
export { picture, type Picture } from './figures/parts/picture';
export * from './figures/sliderFigure';
export * from './figures/slidingWindow';
export * from './figures/trainingCurves';
export { valueBars, type NamedValue, type ValueBarsOptions } from './figures/valueBars';
export * from './figures/weightGrids';
export type { Bilingual, Words } from './figures/parts/words';
export { liveDisplay, type LiveDisplay } from './display/liveDisplay';
export { show } from './display/show';
export { liveCurves } from './display/liveCurves';
