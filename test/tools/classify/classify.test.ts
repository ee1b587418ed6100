import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { hasPretrained } from '../../../src/files/pretrained/loadPretrained';
import { inProject } from '../../../src/project';
import { runClassify } from '../../../src/tools/classify/classify';
import { temporaryFolder } from '../../files/fixtures';

const skip = hasPretrained('squeezenet')
  ? false
  : 'the weights of SqueezeNet are not here: npm run pretrained';
const root = temporaryFolder();
const at = (...parts: string[]) => join(root, ...parts);

/** Twelve drawings for each of three classes, and more to measure with. */
const CLASSES = { dogs: 'dogs', '<b> 鳥 🐦': 'birds', fish: 'fish' };

before(() => {
  for (const [className, creature] of Object.entries(CLASSES))
    for (const [set, from] of [
      ['photos', 0],
      ['test', 12],
    ] as const) {
      const source = inProject('data', 'drawings', 'training', creature);
      mkdirSync(at(set, className), { recursive: true });
      for (const name of readdirSync(source).slice(from, from + 12))
        copyFileSync(join(source, name), at(set, className, name));
    }
  writeFileSync(at('photos', 'dogs', 'broken.jpg'), 'no picture');
});

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

/** Runs the command as `npm run classify` does, from the folder of the test. */
async function classify(args: readonly string[], killAt?: string): Promise<Run> {
  const child = spawn(process.execPath, [inProject('dist', 'src', 'cli.js'), 'classify', ...args], {
    env: { ...process.env, INIT_CWD: root },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
    if (killAt !== undefined && out.includes(killAt)) child.kill('SIGINT');
  });
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, errors };
}

test(
  'npm run classify measures by folds, and writes a network that names photos later',
  { skip },
  async () => {
    const { code, out, errors } = await classify(
      'photos --folds 3 --seed 2 --out result --predict test/fish/'
        .split(' ')
        .map((arg) => (arg.endsWith('/') ? `${arg}${readdirSync(at('test', 'fish'))[0]}` : arg)),
    );
    assert.equal(code, 0, errors);
    const lines = out.trimEnd().split('\n');
    assert.match(lines.at(-1)!, /^Mean accuracy \d\.\d{3} \(3 folds\)$/);
    assert.match(lines.at(-2)!, /^test\/fish\/\S+: (dogs|<b> 鳥 🐦|fish) \d/);
    assert.ok(out.includes('photos: 36 photos in 3 classes (<b> 鳥 🐦 12, dogs 12, fish 12)'), out);
    assert.ok(out.includes('Left out dogs/broken.jpg: '), out);
    assert.ok(!out.includes('thousand classes'), 'ImageNet knows no such class');

    assert.deepEqual(readdirSync(at('result')).sort(), [
      '.made-by-creatures.json',
      'network',
      'report.html',
      'report.json',
    ]);
    const report = JSON.parse(readFileSync(at('result', 'report.json'), 'utf8'));
    const mean = report.accuracies.reduce((sum: number, acc: number) => sum + acc, 0) / 3;
    assert.equal(lines.at(-1), `Mean accuracy ${mean.toFixed(3)} (3 folds)`);
    assert.ok(mean > 0.4, `${mean}, where guessing gives 0.333`);
    assert.ok(readFileSync(at('result', 'report.html'), 'utf8').includes('&lt;b&gt; 鳥 🐦'));

    const later = await classify([
      '--saved',
      'result',
      '--predict',
      lines.at(-2)!.split(': ')[0],
      'gone.png',
    ]);
    assert.equal(later.code, 1);
    assert.ok(later.out.includes(`\n${lines.at(-2)}\n`), later.out);
    assert.match(later.out, /^gone\.png cannot be named: There is no such file/m);
  },
);

test(
  'npm run classify measures with a folder of its own, photos made small before',
  { skip },
  async () => {
    const { code, out, errors } = await classify(
      'photos --test test --image-size 32 --out small'.split(' '),
    );
    assert.equal(code, 0, errors);
    assert.match(out, /^test: 36 photos in 3 classes/m);
    assert.match(out, /^Accuracy \d\.\d{3}: \d+ of 36 photos of the test folder named rightly/m);
    const { userDefinedMetadata } = JSON.parse(
      readFileSync(at('small', 'network', 'model.json'), 'utf8'),
    );
    assert.deepEqual(userDefinedMetadata, {
      classNames: ['<b> 鳥 🐦', 'dogs', 'fish'],
      photoSize: 32,
    });
  },
);

test('npm run classify gives up what it began when it is stopped', { skip }, async () => {
  const { code, errors } = await classify(
    'photos --folds 6 --out stopped'.split(' '),
    'photos: 36 photos',
  );
  assert.equal(code, 130, errors);
  assert.match(errors, /Stopped; nothing was written\n$/);
  assert.equal(existsSync(at('stopped')), false);
});

const FAULTS: readonly (readonly [args: string, words: RegExp])[] = [
  ['--folds 5', /Name the folder of class folders/],
  ['nowhere', /There is no folder .*nowhere$/m],
  ['photos --folds 37', /--folds 37 needs as many photos at least, but there are 36$/m],
  ['photos --test photos/dogs', /photos\/dogs must hold class folders .*, but holds none$/m],
  ['photos --out photos', /Cannot write into .*photos: There is something in it already/],
  ['--predict x.png --saved photos', /There is no saved network in '.*photos'/],
];

for (const [args, words] of FAULTS)
  test(`runClassify() ends with a sentence for '${args}'`, { skip }, async () => {
    let errors = '';
    const progress = { write: (text: string) => (errors += text) !== '' };
    const code = await runClassify(
      args.split(' ').map((arg) => (/^(photos|nowhere|empty)/.test(arg) ? at(arg) : arg)),
      { out: progress, progress },
    );
    assert.equal(code, 1);
    assert.match(errors, words);
  });
