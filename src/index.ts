// Lets figures find tslab as it comes; our own kernel has made itself known before
import './kernel/stockTslab';

export * from './core';

// Files, in Node only
export { checkpoint, type Checkpoint, type CheckpointOptions } from './files/checkpoint';
export { collectPhotos, type CollectedPhotos } from './files/collect/collectPhotos';
export type { CollectOptions } from './files/collect/options';
export { loadKeras, type LoadKerasOptions } from './files/keras/loadKeras';
export { saveKeras, type SaveKerasOptions } from './files/keras/saveKeras';
export { loadData, type LoadDataOptions, type LoadedData } from './files/loadData';
export { loadNetwork } from './files/loadNetwork';
export { loadNpy, saveNpy, type NpyHolds } from './files/npy';
export { loadNpz, saveNpz } from './files/npz';
export type { NpyContent, RowRange } from './files/numpy/npyReader';
export type { NpyArray } from './files/numpy/npyWriter';
export type { NpyValue } from './files/numpy/pickleItems';
export { loadPhoto } from './files/photo';
export { loadPhotos, type PhotoDataset, type PhotoOptions, type SkippedFile } from './files/photos';
export { saveData } from './files/saveData';
export { saveImage } from './files/saveImage';
export { saveNetwork } from './files/saveNetwork';
export {
  hasPretrained,
  loadPretrained,
  type PretrainedOptions,
} from './files/pretrained/loadPretrained';
export type { PretrainedName } from './files/pretrained/networks';
export { loadOrComputeFeatures } from './files/transfer/loadOrComputeFeatures';
export {
  trainTransfer,
  type TransferOptions,
  type TransferResult,
} from './files/transfer/trainTransfer';

// What the notebooks share
export { loadOrRecordKernels } from './lessons/loadOrRecordKernels';
export { loadOrTrain, modelFolder } from './lessons/loadOrTrain';
