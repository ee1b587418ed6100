import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCatalog } from '../../../src/tools/drawings/catalog';
import { assertPermissive, openFamily } from '../../../src/tools/drawings/families';

const familyUnder = (title: string, spdx?: string) => ({
  name: 'Some drawings',
  author: { name: 'Someone' },
  license: { title, spdx },
});

test('assertPermissive() refuses share-alike, non-commercial, no-derivatives, GPL and unknown licenses', () => {
  for (const license of [
    'CC-BY-SA-4.0',
    'CC-BY-SA-3.0',
    'CC-BY-NC-4.0',
    'CC-BY-ND-4.0',
    'GPL-3.0',
    'OFL-1.1',
    'All rights reserved',
  ]) {
    assert.throws(
      () => assertPermissive(familyUnder(license, license)),
      new RegExp(`Some drawings.*${license}`),
      license,
    );
  }
  assert.throws(() => assertPermissive(familyUnder('CC BY-SA 4.0')), /CC BY-SA 4\.0/);
});

test('assertPermissive() lets pass licenses that ask at most to be named', () => {
  for (const license of ['Apache-2.0', 'MIT', 'CC-BY-3.0', 'CC-BY-4.0', 'CC0-1.0']) {
    assert.doesNotThrow(() => assertPermissive(familyUnder(license, license)), license);
  }
});

test('openFamily() opens every family of the catalog, each with a version and a license', async () => {
  for (const name of Object.keys((await loadCatalog()).families)) {
    const { info } = await openFamily(name);
    assert.match(info.version!, /^\d+\./, name);
    assert.doesNotThrow(() => assertPermissive(info), name);
  }
});

test('openFamily() says which package is missing', async () => {
  await assert.rejects(
    openFamily('no-such-icons'),
    /@iconify-json\/no-such-icons, which is not installed; run npm install/,
  );
});

test('openFamily() gives a drawing with its viewBox, and names one that it does not have', async () => {
  const noto = await openFamily('noto');
  assert.deepEqual((await noto.drawing('dog')).viewBox, {
    left: 0,
    top: 0,
    width: 128,
    height: 128,
  });
  await assert.rejects(
    noto.drawing('unicorn-dog'),
    /noto:unicorn-dog, which that family does not have/,
  );
  const clipArt = await openFamily('clip-art');
  const { author, body } = await clipArt.drawing('lizards/desert-lizard');
  assert.equal(author, 'Benji Park');
  assert.match(body, /^<.*>$/s);
  assert.doesNotMatch(body, /<svg|<\/svg/);
  await assert.rejects(clipArt.drawing('lizards/dragon'), /clip-art:lizards\/dragon/);
});
