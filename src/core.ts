// What runs in Node and in a page alike; `index.ts` adds what only Node can do

// Pictures as arrays: data sets, splits, changes
export type { Image, ImageArray, NdArray, TypedArray } from './data/arrays';
export { augmentDataset, type AugmentOptions } from './data/augment/augmentDataset';
export { augmentImage, type VariationAmounts } from './data/augment/augmentImage';
export { flipImage, rotateImage, shiftImage, zoomImage } from './data/augment/move';
export { adjustBrightness, adjustContrast } from './data/augment/brightness';
export { CLASS_NAMES } from './data/classNames';
export { countByClass, imageAt, oneOfEach, pickExamples, type Dataset } from './data/dataset';
export { stratifiedFolds, type Fold, type FoldOptions } from './data/folds';
export { seededRandom, shuffledIndices } from './data/random';
export { resizeImages } from './data/resize';
export { splitDataset, type SplitDataset, type SplitOptions } from './data/split';

// Networks: building, and what goes in
export { buildNetwork } from './network/buildNetwork';
export { setRandomSeed } from './network/random';
export { backendName, tf } from './network/tensorflow';
export { imagesToTensor, labelsToOneHot } from './network/tensors';
export { addHead, type HeadOptions } from './network/transfer/addHead';
export { computeFeatures, type Features } from './network/transfer/computeFeatures';
export { featureExtractor } from './network/transfer/featureExtractor';
export type { FeatureSource } from './network/transfer/featureSource';

// Training, in TensorFlow.js's own words
export { batches, type Batch, type BatchesOptions } from './training/batches';
export type { TrainingCallback } from './training/callback';
export {
  earlyStopping,
  type EarlyStopping,
  type EarlyStoppingOptions,
} from './training/earlyStopping';
export { trainHead, type FeatureDataset, type TrainHeadOptions } from './training/trainHead';
export {
  fineTune,
  type TuneOptions,
  type FineTuneOptions,
  type FineTuning,
} from './training/fineTune';
export {
  historyOf,
  type FitResult,
  type History,
  type PartialEpoch,
  type Score,
  type TrainingResult,
} from './training/history';
export {
  learningRateSchedule,
  type LearningRateFunction,
  type LearningRateTable,
} from './training/learningRateSchedule';
export type { TrainingProgress } from './training/progress';
export { stopButton } from './training/stopButton';
export { stopOnNaN } from './training/stopOnNaN';
export { train, type AnyCallback, type TrainOptions } from './training/train';

// Insight: what a network does, and why
export {
  accuracyBySource,
  type AccuracyBySource,
  type AccuracyBySourceOptions,
} from './insight/accuracyBySource';
export {
  classMetrics,
  confusionMatrix,
  type ClassMetrics,
  type ConfusionMatrix,
} from './insight/confusionMatrix';
export { describeLayers, type LayerShape } from './insight/describeLayers';
export { evaluate, type EvaluateOptions, type Evaluation } from './insight/evaluate';
export { featureMaps, layerOutput, type FeatureMaps } from './insight/featureMaps';
export { gradCam, type GradCam, type GradCamOptions, type Heatmap } from './insight/gradCam';
export {
  gradientAscent,
  type GradientAscent,
  type GradientAscentOptions,
  type Snapshot,
} from './insight/gradientAscent';
export {
  kernelChanges,
  recordKernels,
  stackKernels,
  unstackKernels,
  type KernelRecorder,
  type KernelStack,
} from './insight/kernelHistory';
export { kernels, type Kernels } from './insight/kernels';
export type { LayerChoice } from './network/layers';
export { surestMistakes, type Mistake } from './insight/mistakes';
export { predict, type Prediction } from './insight/predict';
export type { Probabilities } from './insight/probabilities';
export {
  cropImage,
  receptiveField,
  type Patch,
  type ReceptiveFieldOptions,
} from './insight/receptiveField';
export { sixClassShares, type ClassShare } from './insight/sixClassShares';
export {
  maxActivations,
  strongestImages,
  type Activation,
  type MaxActivationsOptions,
  type StrongestImagesOptions,
} from './insight/strongestImages';

// Figures: arrays in, a Plotly figure or a picture out
export { classMetricsFigure, countsFigure, probabilityBars } from './figures/bars';
export {
  confusionMatrixFigure,
  type ConfusionMatrixFigureOptions,
} from './figures/confusionMatrixFigure';
export { curvesFigure, type Curve, type CurvesFigureOptions } from './figures/curvesFigure';
export {
  descentFigure,
  type DescentFigureOptions,
  type DescentPath,
} from './figures/descentFigure';
export { flowFigure, type FlowFigureOptions, type FlowStep } from './figures/flow/flowFigure';
export { overlayHeatmap } from './figures/heatmapOverlay';
export { imageFigure, type ImageFigureOptions } from './figures/imageFigure';
export { imageGrid, type ImageGridOptions } from './figures/imageGrid';
export { kernelSteps, type KernelStepsOptions } from './figures/kernelSteps';
export { networkFigure, type NetworkFigureOptions } from './figures/network/networkFigure';
export {
  numberGrids,
  type GridMark,
  type NumberGrid,
  type NumberGridsOptions,
} from './figures/numberGrids';
export type { Displayable, MimeBundle } from './figures/parts/displayable';
export { figure, type Figure, type Trace } from './figures/parts/figure';
export { picture, type Picture } from './figures/parts/picture';
export type { Bilingual, Words } from './figures/parts/words';
export { sliderFigure, type SliderFigureOptions, type SliderStep } from './figures/sliderFigure';
export {
  slidingWindow,
  type SlidingWindowOptions,
  type WindowOperation,
} from './figures/slidingWindow';
export { trainingCurves, type TrainingCurvesOptions } from './figures/trainingCurves';
export { valueBars, type NamedValue, type ValueBarsOptions } from './figures/valueBars';
export {
  featureMapGrid,
  kernelGrid,
  type FeatureMapGridOptions,
  type KernelGridOptions,
} from './figures/weightGrids';

// Display: what a notebook shows
export { liveCurves } from './display/liveCurves';
export { liveDisplay, type LiveDisplay } from './display/liveDisplay';
export { progressLine } from './display/progressLine';
export { show } from './display/show';
