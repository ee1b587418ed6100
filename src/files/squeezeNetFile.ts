import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, reasonOf } from '../project';

/** Where `npm run pretrained` puts the weights. */
export const SQUEEZENET_FOLDER = join(projectRoot, 'data', 'models', 'squeezenet-imagenet');

/** The name that the file of weights has had since its first release. */
export const SQUEEZENET_FILE = 'squeezenet_weights_tf_dim_ordering_tf_kernels.h5';

const NUM_BYTES = 5_059_384;
const SHA256 = '308d1afdb450bd2836240f6cb6fe952cb2e33492fc3564b0c134391614c3dcb5';

/** What is wrong with a file that should hold the weights of SqueezeNet: nothing, that it is missing, or what it holds. */
export type WeightsFault =
  undefined | 'missing' | `it holds ${string}` | `it cannot be read: ${string}`;

/** Compares a file with the weights as they were published, bit by bit. */
export function findWeightsFault(file: string): WeightsFault {
  if (!existsSync(file)) return 'missing';
  try {
    const { size } = statSync(file);
    if (size !== NUM_BYTES) return `it holds ${size} bytes, not ${NUM_BYTES}`;
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    return sha256 === SHA256
      ? undefined
      : `it holds other numbers: SHA-256 ${sha256}, not ${SHA256}`;
  } catch (error) {
    return `it cannot be read: ${reasonOf(error)}`;
  }
}
