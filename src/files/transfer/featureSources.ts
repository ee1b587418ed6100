import type { FeatureSource } from '../../network/transfer/featureSource';
import type { PretrainedName } from '../pretrained/networks';

/** What of a pretrained network another one begins with. */
export interface Foundation {
  /** Two sources: what the last maps show, whatever it is, and what of ImageNet's classes it looks like. */
  readonly sources: readonly FeatureSource[];
  /** The layer from which on fine-tuning changes the network. */
  readonly tunedFrom: string;
}

/**
 * The temperatures are round numbers from the middle of a broad range that gives the same accuracy within a picture or
 * two of a hundred.
 */
export const FOUNDATIONS: Readonly<Record<PretrainedName, Foundation>> = {
  squeezenet: {
    sources: [{ layer: 'fire9/concat' }, { layer: 'pool10', classLayer: 'conv10', temperature: 2 }],
    tunedFrom: 'fire9/squeeze1x1',
  },
  'efficientnet-lite0': {
    sources: [
      { layer: 'avg_pool' },
      { layer: 'predictions', classLayer: 'predictions', temperature: 1 },
    ],
    tunedFrom: 'top_conv',
  },
};
