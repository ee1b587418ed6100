import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { RawArray } from '../../../src/files/numpy/npyLayout';
import { decodePickle } from '../../../src/files/numpy/pickle';
import type { NpyValue } from '../../../src/files/numpy/pickleItems';
import { encodePickle } from '../../../src/files/numpy/pickleWriter';
import { seededRandom } from '../../../src/data/random';
import { runPython, temporaryFolder } from '../fixtures';

const folder = temporaryFolder();
const pickles = new Map<string, Buffer>();

before(async () => {
  await runPython('files/makeNpyFixtures.py', ['write', folder]);
  for (const name of readdirSync(folder).filter((file) =>
    /^mixed_protocol[0245]\.npy/.test(file),
  )) {
    const file = readFileSync(join(folder, name));
    pickles.set(name, file.subarray(10 + file.readUInt16LE(8)));
  }
});

/** An array as its bytes: enough to see that the right ones arrive. */
const asBytes = ({ bytes, shape }: RawArray) => ({ data: new Uint8Array(bytes), shape });

const decode = (...pieces: (string | Buffer)[]): NpyValue =>
  decodePickle(
    Buffer.concat(
      pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)),
    ),
    asBytes,
  );

const refuses = (pieces: (string | Buffer)[], message: RegExp): void =>
  assert.throws(() => decode(...pieces), { name: 'Error', message });

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

test('decodePickle() reads numbers, words, lists, tuples and dictionaries written by hand', () => {
  assert.deepEqual(decode('(I1\nI01\nL-5L\nF1.5\nVd\\u000ag\n(lp0\nNg0\nt.'), [
    1,
    true,
    -5,
    1.5,
    'd\ng',
    [],
    null,
    [],
  ]);
  assert.deepEqual(
    decode('}(\x8c\x03catK\x01\x8c\x03dogK\x02u.'),
    new Map([
      ['cat', 1],
      ['dog', 2],
    ]),
  );
  assert.deepEqual(decode('(\x8a\x00\x8a\x01\xff\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01t.'), [
    0,
    -1,
    2n ** 64n,
  ]);
  assert.deepEqual(decode('K\x05K\x06\x860(K\x071K\x082\x86.'), [8, 8]);
});

test('decodePickle() refuses every name but the few of arrays, in every way to ask for one', () => {
  refuses(["cos\nsystem\n(S'ls'\ntR."], /It asks for os\.system\. Nothing is run from a file/);
  refuses(['\x8c\x02os\x8c\x06system\x93.'], /It asks for os\.system\./);
  refuses(["(S'ls'\nios\nsystem\n."], /It asks for a text of Python 2/);
  refuses(['(K\x01ios\nsystem\n.'], /It asks for os\.system\./);
  refuses(['cbuiltins\neval\n.'], /It asks for builtins\.eval\./);
  refuses(['cnumpy\nload\n.'], /It asks for numpy\.load\./);
  refuses(['c__proto__\nconstructor\n.'], /It asks for __proto__\.constructor\./);
  refuses(['\x8c\x00\x8c\x0bconstructor\x93.'], /It asks for \.constructor\./);
  refuses(['cnumpy\nndarray\n)\x81.'], /It asks for an object of a class/);
  refuses(['P7\n.'], /It asks for an object kept elsewhere/);
  refuses(['\x82\x01.'], /It asks for a registered extension/);
  refuses(['\x8f.'], /It asks for a set/);
});

test('decodePickle() refuses known names used as NumPy does not', () => {
  refuses(
    ['cnumpy\nndarray\n.'],
    /holds the function or class numpy\.ndarray where data was expected/,
  );
  refuses(['cnumpy\nndarray\n)R.'], /calls numpy\.ndarray in a way that NumPy does not/);
  refuses(
    ['cnumpy.core.multiarray\n_reconstruct\n)R.'],
    /calls numpy\.core\.multiarray\._reconstruct in a way/,
  );
  refuses(
    ['cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\ntR.'],
    /announces an array and never fills it/,
  );
  refuses(['c_codecs\nencode\n(Va\nVrot13\ntR.'], /calls _codecs\.encode in a way/);
  refuses(['c_codecs\nencode\n(V\\u3042\nVlatin1\ntR.'], /makes bytes from what are none/);
  refuses(['K\x01)R.'], /calls something that is no function/);
  refuses(['K\x01)b.'], /sets the state of something that has none/);
});

test('decodePickle() refuses damaged bytes by what is wrong with them', () => {
  refuses([''], /ends in the middle of a value/);
  refuses(['K'], /ends in the middle of a value/);
  refuses(
    ['B', uint32(0xffffffff), 'abc'],
    /4294967295 more bytes were announced at byte 5, and 3 are there/,
  );
  refuses(['\x8e\xff\xff\xff\xff\xff\xff\xff\xff.'], /ends in the middle of a value/);
  refuses(['\x95\xff\xff\xff\xff\xff\xff\xff\x7f.'], /ends in the middle of a frame/);
  refuses(['\x80\x06.'], /protocol 6; protocols 0 to 5 are read/);
  refuses(['.'], /takes a value where none is/);
  refuses(['t.'], /goes back to a mark that was never set/);
  refuses(['h\x07.'], /recalls note 7/);
  refuses(['K\x01K\x02a.'], /appends to what is no list/);
  refuses(['}(K\x01u.'], /a key without a value/);
  refuses(['}]K\x01s.'], /neither words nor numbers/);
  refuses(['I1x\n.'], /whole number is written with other signs than digits/);
  refuses(['F1,5\n.'], /a number is written with other signs than digits/);
  refuses(['\x8c\x02\xff\xff.'], /a text in it is not UTF-8/);
  refuses(['\xfe.'], /there is no pickle operation 0xfe/);
  refuses(['\x8b', uint32(300), Buffer.alloc(300), '.'], /whole number of 300 bytes/);
});

test('decodePickle() refuses small files that unfold into huge ones', { timeout: 10_000 }, () => {
  refuses([']q\x00h\x00a.'], /A list in it contains itself/);
  refuses(['}q\x00K\x01h\x00s.'], /A list in it contains itself/);
  refuses([']'.repeat(40) + 'a'.repeat(39) + '.'], /nested more than 32 deep/);
  refuses([']K\x01a' + '2\x86'.repeat(30) + '.'], /unfolds into more than 1000000 values/);
  refuses(['}'.repeat(2_000_000)], /takes more than 1000000 steps/);
});

const ANNOUNCE = 'cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\ntR';
const UINT8 = 'cnumpy\ndtype\n(Vu1\ntR(K\x03V|\nNNNtb';
const OBJECT = 'cnumpy\ndtype\n(VO8\ntR(K\x03V|\nNNNtb';

test(
  'decodePickle() refuses arrays whose shape and bytes disagree, or that share their bytes without end',
  { timeout: 10_000 },
  () => {
    assert.deepEqual(decode(`${ANNOUNCE}(K\x01(K\x02t${UINT8}\x89C\x02abtb.`), {
      data: new Uint8Array([97, 98]),
      shape: [2],
    });
    refuses(
      [`${ANNOUNCE}(K\x01(K\x03t${UINT8}\x89C\x02abtb.`],
      /Shape \(3\) of type '\|u1' needs 3 bytes, and 2 are there/,
    );
    refuses(
      [`${ANNOUNCE}(K\x01(K\x01t${UINT8}\x89C\x02abtb.`],
      /Shape \(1\) of type '\|u1' needs 1 bytes, and 2 came/,
    );
    refuses([`${ANNOUNCE}(K\x01(I-2\nt${UINT8}\x89C\x02abtb.`], /impossible shape \(-2\)/);
    refuses(
      [`${ANNOUNCE}(K\x01(L${2n ** 62n}L\nL${2n ** 62n}L\nt${UINT8}\x89C\x02abtb.`],
      /impossible shape/,
    );
    refuses(
      [`${ANNOUNCE}(K\x01(${'K\x01'.repeat(65)}t${UINT8}\x89C\x01atb.`],
      /a shape that is none/,
    );
    refuses([`${ANNOUNCE}(K\x01(K\x02t${OBJECT}\x89]tb.`], /shape \(2\) comes with 0 items/);
    refuses(
      [`${ANNOUNCE}q\x00(K\x01(K\x01t${OBJECT}\x89(h\x00ltb.`],
      /A list in it contains itself/,
    );

    const bytes = Buffer.alloc(100_000);
    const again = `h\x01(K\x01(J\xa0\x86\x01\x00th\x02\x89h\x00tb`;
    refuses(
      [
        'B',
        uint32(bytes.length),
        bytes,
        `q\x00${ANNOUNCE}q\x01${UINT8}q\x02(`,
        again.repeat(1000),
        't.',
      ],
      /same bytes again and again/,
    );

    const items = `](${'N'.repeat(100_000)}eq\x00`;
    const sharing = `${ANNOUNCE}(K\x01(J\xa0\x86\x01\x00th\x02\x89h\x00tb`;
    refuses([`${items}${OBJECT}q\x02(`, sharing.repeat(1000), 't.'], /more than 1000000 values/);
  },
);

test('decodePickle() ends in an Error wherever a pickle is cut off', { timeout: 20_000 }, () => {
  assert.equal(pickles.size, 4);
  for (const [name, pickle] of pickles) {
    for (let length = 0; length < pickle.length; length++) {
      assert.throws(
        () => decodePickle(pickle.subarray(0, length), asBytes),
        Error,
        `${name} cut to ${length} bytes`,
      );
    }
  }
});

test(
  'decodePickle() ends in data or in an Error, and quickly, whichever byte is changed',
  { timeout: 60_000 },
  () => {
    const random = seededRandom(1);
    let numErrors = 0;
    for (const [, pickle] of pickles) {
      const damaged = Buffer.from(pickle);
      for (let index = 0; index < pickle.length; index += 2) {
        damaged[index] = Math.floor(random() * 256);
        try {
          decodePickle(damaged, asBytes);
        } catch (error) {
          assert.ok(error instanceof Error);
          numErrors++;
        }
        damaged[index] = pickle[index];
      }
    }
    assert.ok(numErrors > 1000);
  },
);

test('encodePickle() writes what decodePickle() reads', () => {
  const arrays = [
    { data: new Uint8Array([1, 2, 3]), shape: [3, 1] },
    { data: new Uint8Array(), shape: [0, 70_000] },
  ];
  assert.deepEqual(decode(...encodePickle(arrays).map((piece) => Buffer.from(piece))), arrays);
});
