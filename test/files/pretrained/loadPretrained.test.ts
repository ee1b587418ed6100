import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { hasPretrained, loadPretrained } from '../../../src/files/pretrained/loadPretrained';
import { PRETRAINED, type PretrainedName } from '../../../src/files/pretrained/networks';
import { weightsFile } from '../../../src/files/pretrained/weightsFile';
import type { tf } from '../../../src/network/tensorflow';
import { temporaryFolder } from '../fixtures';
import { skipWithout } from './reference';

const root = temporaryFolder();

for (const name of Object.keys(PRETRAINED) as PretrainedName[]) {
  const { title, file, numBytes, sha256, smallestImage, command, build } = PRETRAINED[name];
  const skip = skipWithout(name);

  test(`loadPretrained() of ${title} refuses a size below the smallest picture, or that is no whole number`, async () => {
    const message = (size: number) => ({
      name: 'RangeError',
      message: `imageSize must be a whole number from ${smallestImage} to 4096, but is ${size}`,
    });
    for (const size of [smallestImage - 1, 100.5, 4097])
      await assert.rejects(loadPretrained(name, { imageSize: size }), message(size));
  });

  test(`loadPretrained() of ${title} without the weights names the command that fetches them`, async () => {
    assert.equal(hasPretrained(name, { folder: root }), false);
    await assert.rejects(
      loadPretrained(name, { folder: root }),
      ({ message }: Error) =>
        message.startsWith(
          `The weights of ${title} are not there: fetch them with \`${command}\` in the project's folder; the file is `,
        ) && message.endsWith(file),
    );
  });

  test(
    `loadPretrained() of ${title} refuses weights that were cut short, and weights with one other bit`,
    { skip },
    async () => {
      const folder = join(root, name);
      const copy = weightsFile(name, folder);
      await mkdir(folder);
      await copyFile(weightsFile(name), copy);
      assert.equal(hasPretrained(name, { folder }), true);
      const bytes = await readFile(copy);
      bytes[3_000_000] ^= 1;
      await writeFile(copy, bytes);
      assert.equal(hasPretrained(name, { folder }), false);
      const other = RegExp(
        `are damaged \\(it holds other numbers: SHA-256 [0-9a-f]{64}, not ${sha256}\\): fetch them with`,
      );
      await assert.rejects(loadPretrained(name, { folder }), other);
      await writeFile(copy, bytes.subarray(0, 4_000_000));
      const short = RegExp(`are damaged \\(it holds 4000000 bytes, not ${numBytes}\\): fetch them`);
      await assert.rejects(loadPretrained(name, { folder }), short);
    },
  );

  test(`PRETRAINED has the smallest picture of which ${title} leaves one pixel`, () => {
    const model = build(smallestImage);
    const pooling = model.layers.find(
      (layer) => layer.getClassName() === 'GlobalAveragePooling2D',
    ) as tf.layers.Layer;
    assert.deepEqual((pooling.input as tf.SymbolicTensor).shape.slice(0, 3), [null, 1, 1]);
    model.dispose();
  });
}

test('loadPretrained() and hasPretrained() name the networks that there are', async () => {
  const message = (came: string) =>
    `The name of a pretrained network must be 'squeezenet' or 'efficientnet-lite0', but is ${came}`;
  for (const [name, came] of [
    ['resnet', "the text 'resnet'"],
    ['constructor', "the text 'constructor'"],
  ]) {
    const error = { name: 'RangeError', message: message(came) };
    await assert.rejects(loadPretrained(name as PretrainedName), error);
    assert.throws(() => hasPretrained(name as PretrainedName), error);
  }
  const error = { name: 'TypeError', message: message('undefined') };
  await assert.rejects(loadPretrained(undefined as unknown as PretrainedName), error);
});
