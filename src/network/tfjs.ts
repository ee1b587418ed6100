import * as tf from '@tensorflow/tfjs';
import { installTfjsMends } from './tfjsMends/install';

installTfjsMends(tf);

/** TensorFlow.js with all its types, before anything has chosen what computes: take it from `tensorflow.ts` instead. */
export { tf };
