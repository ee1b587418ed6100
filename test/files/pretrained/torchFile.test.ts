import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTorchFile, transposed } from '../../../src/files/pretrained/torchFile';

/** A number of 8 bytes, the lowest first. */
function int64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
}

const MAGIC = '\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.';
const VERSION = '\x80\x02M\xe9\x03.';
const SYSTEM = `\x80\x02}${word('little_endian')}\x88s.`;

/** A word as pickles hold it. */
function word(letters: string): string {
  return `X${String.fromCharCode(letters.length)}\0\0\0${letters}`;
}

const list = (values: readonly number[]): string =>
  `(${values.map((value) => `J${int64(value).toString('latin1', 0, 4)}`).join('')}t`;

interface TensorOptions {
  readonly key?: string;
  readonly type?: string;
  readonly length?: number;
  readonly offset?: number;
  readonly shape?: readonly number[];
  readonly strides?: readonly number[];
}

/** A tensor as PyTorch pickles it: the name of what builds it, a storage kept elsewhere, and how it lies there. */
function tensor({
  key = 'a',
  type = 'FloatStorage',
  length = 6,
  offset = 0,
  shape = [2, 3],
  strides = [3, 1],
}: TensorOptions = {}): string {
  const id = `(${word('storage')}ctorch\n${type}\n${word(key)}${word('cpu')}K${String.fromCharCode(length)}Nt`;
  const layout = `J${int64(offset).toString('latin1', 0, 4)}${list(shape)}${list(strides)}`;
  return `ctorch._utils\n_rebuild_tensor_v2\n(${id}Q${layout}\x89ccollections\nOrderedDict\n)RtR`;
}

interface FileOptions {
  readonly tensors?: Readonly<Record<string, string>>;
  readonly keys?: readonly string[];
  readonly storages?: readonly Buffer[];
  readonly start?: string;
}

const SIX = Buffer.concat([int64(6), Buffer.from(Float32Array.of(1, 2, 3, 4, 5, 6).buffer)]);

function torchFile({
  tensors = { weight: tensor() },
  keys = ['a'],
  storages = [SIX],
  start = MAGIC + VERSION + SYSTEM,
}: FileOptions = {}): Buffer {
  const entries = Object.entries(tensors).map(([name, pickled]) => word(name) + pickled);
  const weights = `\x80\x02ccollections\nOrderedDict\n)R(${entries.join('')}u}${word('_metadata')}}sb.`;
  const names = `\x80\x02](${keys.map(word).join('')}e.`;
  return Buffer.concat([Buffer.from(start + weights + names, 'latin1'), ...storages]);
}

const refuses = (file: Buffer, message: RegExp): void =>
  assert.throws(() => readTorchFile(file), { name: 'Error', message });

test('readTorchFile() gives float32 tensors by their names, and leaves counts out', () => {
  const counts = Buffer.concat([int64(1), int64(7)]);
  const file = torchFile({
    tensors: {
      kernel: tensor(),
      part: tensor({ offset: 1, shape: [2], strides: [2] }),
      steps: tensor({ key: 'n', type: 'LongStorage', length: 1, shape: [], strides: [] }),
    },
    keys: ['n', 'a'],
    storages: [counts, SIX],
  });
  const arrays = readTorchFile(file);
  assert.deepEqual([...arrays.keys()], ['kernel', 'part']);
  const [kernel, part] = [...arrays.values()];
  assert.deepEqual([...transposed(kernel, [0, 1]).data], [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(transposed(part, [0]), { data: Float32Array.of(2, 4), shape: [2] });
});

test('transposed() puts axes in another order as a plain loop does', () => {
  const [shape, strides] = [
    [2, 3, 2, 2],
    [1, 2, 12, 6],
  ];
  const data = Float32Array.from({ length: 30 }, (_, i) => i * i);
  const expected: number[] = [];
  for (let c = 0; c < 2; c++)
    for (let d = 0; d < 2; d++)
      for (let b = 0; b < 3; b++)
        for (let a = 0; a < 2; a++)
          expected.push(
            data[3 + a * strides[0] + b * strides[1] + c * strides[2] + d * strides[3]],
          );
  assert.deepEqual(transposed({ data, offset: 3, shape, strides }, [2, 3, 1, 0]), {
    data: Float32Array.from(expected),
    shape: [2, 2, 3, 2],
  });
});

test('readTorchFile() refuses every name but those of tensors, and runs nothing', () => {
  const call = (name: string) => ({ weight: `${name}(${word('touch here')}tR` });
  refuses(
    torchFile({ tensors: call('cos\nsystem\n') }),
    /^It asks for os\.system\. Nothing is run from a file/,
  );
  refuses(torchFile({ tensors: call('cnumpy\nndarray\n') }), /^It asks for numpy\.ndarray\./);
  refuses(torchFile({ tensors: call('ctorch\nload\n') }), /^It asks for torch\.load\./);
  refuses(torchFile({ tensors: call('ccollections\nOrderedDict\n') }), /in a way that PyTorch/);
  refuses(torchFile({ start: `cos\nsystem\n(${word('ls')}tR.` }), /^It is no file of the format/);
  refuses(torchFile({ start: `${MAGIC}cos\nsystem\n)R.` }), /^It asks for os\.system\./);
});

test('readTorchFile() refuses tensors that go beyond their storage or show a number twice', () => {
  const beyond = /^A tensor of shape \([\d, ]*\) goes beyond its 6 numbers$/;
  for (const wrong of [
    { offset: 1 },
    { shape: [3, 3] },
    { strides: [4, 1] },
    { shape: [2_000_000_000, 2_000_000_000], strides: [0, 0] },
    { shape: [7], strides: [0] },
  ])
    refuses(torchFile({ tensors: { weight: tensor(wrong) } }), beyond);
  for (const wrong of [{ offset: -1 }, { shape: [-2, 3] }, { shape: new Array<number>(9).fill(1) }])
    refuses(
      torchFile({ tensors: { weight: tensor(wrong) } }),
      /^It makes a tensor of what is none/,
    );
  for (const strides of [[1], [3, -1]])
    refuses(
      torchFile({ tensors: { weight: tensor({ strides }) } }),
      /^It makes a tensor whose str/,
    );
});

test('readTorchFile() refuses storages that are missing, shorter, larger than the file, or too many', () => {
  refuses(
    torchFile({ keys: [], storages: [] }),
    /^A tensor needs 6 numbers, and none came for it$/,
  );
  refuses(torchFile({ tensors: { weight: tensor({ length: 7 }) } }), /needs 7 numbers, and 6 came/);
  refuses(torchFile({ storages: [int64(2 ** 50)] }), /^It ends in the middle of a value/);
  refuses(torchFile({ storages: [int64(-1)] }), /^It ends in the middle of a value/);
  refuses(
    torchFile({ storages: [SIX, SIX] }),
    /^It goes on behind the numbers of its last tensor$/,
  );
  const double = tensor({ type: 'DoubleStorage' });
  refuses(torchFile({ tensors: { weight: double } }), /^It asks for torch\.DoubleStorage\./);
});

test('readTorchFile() refuses what is no dictionary of tensors', () => {
  refuses(torchFile({ tensors: { weight: 'K\x01' } }), /^It holds something else than tensors/);
  refuses(torchFile({ tensors: { weight: `${word('a storage')}Q` } }), /that is no storage of a/);
  const bigEndian = `\x80\x02}${word('little_endian')}\x89s.`;
  refuses(torchFile({ start: MAGIC + VERSION + bigEndian }), /another order of bytes$/);
  const noFormat = /^It is no file of the format that PyTorch wrote before its version 1\.6$/;
  refuses(torchFile({ start: `${MAGIC}\x80\x02K\x01.` }), noFormat);
  refuses(Buffer.from('PK\x03\x04 the zip archive of a newer version'), noFormat);
  refuses(Buffer.alloc(0), noFormat);
});

test('readTorchFile() ends in an Error wherever a file is cut off', () => {
  const file = torchFile();
  for (let length = 0; length < file.length; length++)
    assert.throws(() => readTorchFile(file.subarray(0, length)), { name: 'Error' }, `${length}`);
});
