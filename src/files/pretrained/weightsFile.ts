import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inProject, reasonOf, resolvePath } from '../../project';
import { PRETRAINED, type PretrainedName } from './networks';

/** What is wrong with a file that should hold a network's weights: nothing, that it is missing, or what it holds. */
export type WeightsFault =
  undefined | 'missing' | `it holds ${string}` | `it cannot be read: ${string}`;

/** The file with a network's weights; unless told, in the folder that `npm run pretrained` fills. */
export function weightsFile(name: PretrainedName, folder = weightsFolder(name)): string {
  return join(resolvePath(folder), PRETRAINED[name].file);
}

/** Where `npm run pretrained` puts the weights of a network. */
export function weightsFolder(name: PretrainedName): string {
  return inProject('data', 'models', PRETRAINED[name].folder);
}

/** Compares a file with the weights as they were published, bit by bit. */
export function findWeightsFault(name: PretrainedName, file: string): WeightsFault {
  const { numBytes, sha256 } = PRETRAINED[name];
  if (!existsSync(file)) return 'missing';
  try {
    const { size } = statSync(file);
    if (size !== numBytes) return `it holds ${size} bytes, not ${numBytes}`;
    const found = createHash('sha256').update(readFileSync(file)).digest('hex');
    return found === sha256 ? undefined : `it holds other numbers: SHA-256 ${found}, not ${sha256}`;
  } catch (error) {
    return `it cannot be read: ${reasonOf(error)}`;
  }
}
