import { mendAdam } from './adam';
import { mendAveragePooling } from './averagePooling';
import { keepAveragesApart } from './averages';
import { mendBatchNormalization } from './batchNormalization';
import { applyConstraints } from './constraints';
import { mendConvolutionGradients } from './convolutionGradients';
import { mendDilatedLayers } from './dilatedLayers';
import { acceptNoExamples } from './noExamples';
import { mendLayerNormalization } from './layerNormalization';
import { mendResizeGradient } from './resizeGradient';
import { mendRmsProp } from './rmsProp';
import type { Tf } from './tf';

/**
 * Mends what TensorFlow.js 4.22 does otherwise than Keras when a convolutional network is trained, on every backend.
 * Called once, before any layer is made and before faster ops are put in.
 */
export function installTfjsMends(tf: Tf): void {
  applyConstraints(tf);
  mendAveragePooling(tf);
  mendBatchNormalization(tf);
  mendConvolutionGradients(tf);
  mendDilatedLayers(tf);
  mendLayerNormalization(tf);
  mendResizeGradient(tf);
  mendAdam(tf);
  mendRmsProp(tf);
  keepAveragesApart(tf);
  acceptNoExamples(tf);
}
