import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Image } from '../../../src/data/arrays';
import { seededRandom } from '../../../src/data/random';
import { hasPretrained } from '../../../src/files/pretrained/loadPretrained';
import { PRETRAINED, type PretrainedName } from '../../../src/files/pretrained/networks';
import { weightsFile } from '../../../src/files/pretrained/weightsFile';
import { runPython, temporaryFolder } from '../fixtures';

/** Why the tests of a network are skipped, or false. */
export function skipWithout(name: PretrainedName): string | false {
  const { title, command } = PRETRAINED[name];
  return hasPretrained(name) ? false : `the weights of ${title} are not here: ${command}`;
}

/** Waves of color with some noise: a picture that no layer finds empty. */
export function samplePicture(imageSize: number): Image {
  const random = seededRandom(4);
  const data = Uint8Array.from({ length: imageSize * imageSize * 3 }, (_, index) => {
    const [pixel, channel] = [Math.floor(index / 3), index % 3];
    const [row, column] = [Math.floor(pixel / imageSize), pixel % imageSize];
    return 128 + 90 * Math.sin((row * (channel + 1) + 2 * column) / 9) + 30 * random();
  });
  return { data, shape: [imageSize, imageSize, 3] };
}

interface ReferenceOptions {
  readonly script: string;
  readonly picture: Image;
  /** What else the script is told. */
  readonly asked: Readonly<Record<string, unknown>>;
}

/** What a kept script finds with the same weights and picture in Keras. */
export async function kerasReference<Reference>(
  name: PretrainedName,
  { script, picture, asked }: ReferenceOptions,
): Promise<Reference> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'image.bin'), picture.data);
  writeFileSync(
    join(folder, 'input.json'),
    JSON.stringify({ weights: weightsFile(name), imageSize: picture.shape[0], ...asked }),
  );
  return JSON.parse(await runPython(join('files', 'pretrained', script), [folder])) as Reference;
}
