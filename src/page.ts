// What a page gets as `creatures`: the core as it is. What only Node can do says so when it is called
export * from './core';

// Files
export const checkpoint = onlyInNode('checkpoint');
export const collectPhotos = onlyInNode('collectPhotos');
export const loadData = onlyInNode('loadData');
export const loadNetwork = onlyInNode('loadNetwork');
export const loadNpy = onlyInNode('loadNpy');
export const saveNpy = onlyInNode('saveNpy');
export const loadNpz = onlyInNode('loadNpz');
export const saveNpz = onlyInNode('saveNpz');
export const loadPhoto = onlyInNode('loadPhoto');
export const loadPhotos = onlyInNode('loadPhotos');
export const loadKeras = onlyInNode('loadKeras');
export const saveKeras = onlyInNode('saveKeras');
export const saveData = onlyInNode('saveData');
export const saveImage = onlyInNode('saveImage');
export const saveNetwork = onlyInNode('saveNetwork');
export const hasPretrained = onlyInNode('hasPretrained');
export const loadPretrained = onlyInNode('loadPretrained');
export const loadOrComputeFeatures = onlyInNode('loadOrComputeFeatures');
export const trainTransfer = onlyInNode('trainTransfer');

// What the notebooks share
export const loadOrRecordKernels = onlyInNode('loadOrRecordKernels');
export const loadOrTrain = onlyInNode('loadOrTrain');
export const modelFolder = onlyInNode('modelFolder');

function onlyInNode(name: string): () => never {
  return () => {
    throw new Error(
      `${name}() works with files, which a page cannot reach: run the notebook in JupyterLab`,
    );
  };
}
