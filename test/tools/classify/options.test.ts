import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { parseOptions } from '../../../src/tools/classify/options';

const at = (path: string): string => resolve(process.env.INIT_CWD ?? process.cwd(), path);
const typedPaths = (...paths: string[]) => paths.map((typed) => ({ path: at(typed), typed }));

test('parseOptions() takes the folder alone, and has a default for the rest', () => {
  assert.deepEqual(parseOptions(['photos']), {
    folder: at('photos'),
    test: undefined,
    predict: [],
    folds: undefined,
    seed: 1,
    network: 'squeezenet',
    imageSize: undefined,
    outFolder: undefined,
    saved: undefined,
    help: false,
  });
});

test('parseOptions() takes every option', () => {
  const { folds, seed, imageSize, outFolder, folder } = parseOptions(
    'photos --folds 5 --seed 0 --image-size 32 --out there --network squeezenet'.split(' '),
  );
  assert.deepEqual(
    { folds, seed, imageSize, outFolder, folder },
    { folds: 5, seed: 0, imageSize: 32, outFolder: at('there'), folder: at('photos') },
  );
  assert.equal(parseOptions(['photos', '--test', 'others']).test, at('others'));
});

test('parseOptions() takes all that follows --predict for photos, options in between or not', () => {
  const photos = typedPaths('a.jpg', 'b c.jpg', '犬.png');
  for (const args of [
    ['photos', '--predict', 'a.jpg', 'b c.jpg', '犬.png'],
    ['photos', '--predict', 'a.jpg', '--seed', '2', 'b c.jpg', '犬.png'],
    ['photos', '--predict', 'a.jpg', '--predict', 'b c.jpg', '犬.png'],
    ['--seed', '2', 'photos', '--predict=a.jpg', 'b c.jpg', '--', '犬.png'],
  ]) {
    const { folder, predict } = parseOptions(args);
    assert.deepEqual({ folder, predict }, { folder: at('photos'), predict: photos });
  }
  const { folder, predict, saved } = parseOptions(['--saved', 'there', '--predict', 'a.jpg']);
  assert.deepEqual(
    { folder, predict, saved },
    { folder: undefined, predict: typedPaths('a.jpg'), saved: at('there') },
  );
});

test('parseOptions() asks for nothing else with --help', () => {
  assert.equal(parseOptions(['--help']).help, true);
  assert.equal(parseOptions(['-h']).help, true);
});

const WRONG: readonly (readonly [args: string, error: typeof Error, words: RegExp])[] = [
  ['', TypeError, /Name the folder of class folders.*--predict/],
  ['photos others', TypeError, /Only one folder.*got 2: photos, others.*--predict/],
  ['photos --fold 5', TypeError, /--fold/],
  ['photos --folds', TypeError, /--folds/],
  ['photos --folds 1', RangeError, /--folds needs a whole number from 2 to 1000, but got "1"/],
  ['photos --folds five', RangeError, /got "five"/],
  ['photos --folds 2.5', RangeError, /got "2.5"/],
  ['photos --folds=-2', RangeError, /got "-2"/],
  ['photos --seed 1e3', RangeError, /--seed needs a whole number/],
  ['photos --image-size 0', RangeError, /--image-size needs a whole number from 8 to 4096/],
  ['photos --network resnet', RangeError, /--network must be squeezenet.*got "resnet"/],
  ['photos --test others --folds 5', TypeError, /--test and --folds are two ways/],
  ['photos --saved there --predict a.jpg', TypeError, /--saved.*leave out photos/],
  ['photos --saved there', TypeError, /--saved/],
  ['--predict a.jpg --folds 5', TypeError, /--folds is about training/],
  ['--predict a.jpg --seed 5', TypeError, /--seed is about training/],
  ['--predict a.jpg --out there', TypeError, /--out is about training/],
  ['photos --predict', TypeError, /--predict/],
  ['photos --predict --seed 1', TypeError, /--predict/],
  ['photos --out=', TypeError, /--out needs a path, but got an empty text/],
];

for (const [args, type, words] of WRONG)
  test(`parseOptions() refuses '${args}' with a sentence`, () => {
    assert.throws(
      () => parseOptions(args.split(' ').filter((arg) => arg !== '')),
      (error: Error) => error instanceof type && words.test(error.message),
    );
  });
