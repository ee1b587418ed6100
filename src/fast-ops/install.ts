import { installBatchedProduct } from './batchedProduct';
import { installBias } from './bias';
import { installConvolution } from './convolution';
import { installConvolutionLayer } from './convolutionLayer';
import { installDropout } from './dropout';
import { installEmptyOutputs } from './emptyOutputs';
import { installMatrixProduct } from './matrixProduct';
import { runOp, type Tf } from './ops';
import { installOptimizers } from './optimizers';
import { installPictureShapes } from './pictureShapes';
import { installPixels } from './pixels';
import { installMaxPoolGradient } from './pooling';
import { installReluGradient } from './relu';
import { installRelu6 } from './relu6';
import { flagOf, NATIVE_OPS, type NativeOp } from './switches';

/**
 * Makes the native backend faster at what training a convolutional network takes. Layers, optimizers, gradients and
 * saved networks stay those of TensorFlow.js. On another backend its own code runs, as it does for an op that this
 * machine does not have or that is switched off: `tf.env().set('CREATURES_DROPOUT', false)`.
 */
export function installNativeOps(tf: Tf): void {
  for (const op of NATIVE_OPS) {
    tf.env().registerFlag(flagOf(op), () => isThere(tf, op));
  }
  installPixels(tf);
  installBias(tf);
  installConvolution(tf);
  installConvolutionLayer(tf);
  installReluGradient(tf);
  installRelu6(tf);
  installMaxPoolGradient(tf);
  installDropout(tf);
  installMatrixProduct(tf);
  installBatchedProduct(tf);
  installOptimizers(tf);
  installEmptyOutputs(tf);
  installPictureShapes(tf);
}

/** Those of the set-up's own; the others are TensorFlow's. */
const COMPILED: Partial<Record<NativeOp, string>> = {
  PIXELS: 'CreaturesPixels',
  CONVOLUTION: 'CreaturesConv2DKernelGradient',
  BIAS_GRADIENT: 'CreaturesBiasGradient',
  RELU6: 'CreaturesRelu6Gradient',
  RELU_GRADIENT: 'CreaturesReluGradient',
  MAX_POOL_GRADIENT: 'CreaturesMaxPoolGradient',
  DROPOUT: 'CreaturesDropout',
  DENSE_GRADIENT: 'CreaturesDenseWeightGradient',
  OPTIMIZER: 'CreaturesAdam',
};

/** Some ops are for some processors only, and a library that was downloaded has none of them. TensorFlow tells by what it refuses a call for. */
function isThere(tf: Tf, op: NativeOp): boolean {
  const name = COMPILED[op];
  if (!name) return true;
  try {
    runOp(tf, name, { inputs: [] });
    return true;
  } catch (error) {
    return !(error as Error).message.includes('registered');
  }
}
