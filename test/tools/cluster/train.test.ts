import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { before, test } from 'node:test';
import { loadKeras } from '../../../src/files/keras/loadKeras';
import { saveKeras } from '../../../src/files/keras/saveKeras';
import { loadNpy } from '../../../src/files/npy';
import { saveData } from '../../../src/files/saveData';
import { pickExamples, type Dataset } from '../../../src/data/dataset';
import { loadData } from '../../../src/files/loadData';
import { imagesToTensor } from '../../../src/network/tensors';
import { startBackend, tf } from '../../../src/network/tensorflow';
import { inProject, venvProgram } from '../../../src/project';
import { runPython, temporaryFolder } from '../../files/fixtures';

const folder = temporaryFolder();
let testSet: Dataset;

/** Every tenth picture and so on: few of each class. */
function thinned(set: Dataset, step: number): Dataset {
  return pickExamples(
    set,
    [...set.labels.keys()].filter((index) => index % step === 0),
  );
}

before(async () => {
  const { trainSet, ...others } = await loadData('drawings', { imageSize: 12 });
  testSet = thinned(others.testSet, 24);
  await saveData(join(folder, 'animals.npz'), { trainSet: thinned(trainSet, 38), testSet });
  await startBackend();
  const { layers } = tf;
  const model = tf.sequential({
    layers: [
      layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [12, 12, 3] }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 6, activation: 'softmax' }),
    ],
  });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  await saveKeras(model, join(folder, 'network.h5'));
});

function start(out: string, options: Readonly<Record<string, number>>): ChildProcess {
  const settings = { data: 'animals.npz', model: 'network.h5', out, 'batch-size': 8, ...options };
  return spawn(
    venvProgram('python'),
    [
      inProject('src', 'tools', 'cluster', 'train.py'),
      ...Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)]),
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] },
  );
}

/** The lines that a training prints; each is handed on when it comes. */
async function linesOf(child: ChildProcess, onLine?: (line: string) => void): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    lines.push(line);
    onLine?.(line);
  }
  return lines;
}

/** Loss, accuracy, test loss and test accuracy of each epoch, by its number. */
function epochsIn(lines: readonly string[]): ReadonlyMap<number, readonly number[]> {
  return new Map(
    lines.flatMap((line) => {
      const epoch = /^Epoch (\d+)\/\d+ {2}(.*)/.exec(line);
      return epoch ? [[Number(epoch[1]), epoch[2].match(/[\d.]+/g)!.map(Number)] as const] : [];
    }),
  );
}

test(
  'train.py goes on after a worker was killed, with the losses of one process that was not, and its network comes back',
  { skip: process.platform !== 'linux' && 'the processes of workers are found in /proc' },
  async () => {
    const killed = start('two.h5', { epochs: 1000, workers: 2 });
    const interrupted = await linesOf(killed, (line) => {
      if (!line.startsWith('Epoch 2/')) return;
      const children = readFileSync(`/proc/${killed.pid}/task/${killed.pid}/children`, 'utf8');
      process.kill(Number(children.trim().split(' ')[1]), 'SIGKILL');
    });
    assert.ok(!existsSync(join(folder, 'two.h5')));
    const epochs = Math.max(...epochsIn(interrupted).keys()) + 2;

    const [resumed, alone] = await Promise.all([
      linesOf(start('two.h5', { epochs, workers: 2 })),
      linesOf(start('one.h5', { epochs })),
    ]);
    assert.match(resumed.join('\n'), /^38 pictures to learn from, 15 to test, shared by 2 proce/);
    assert.match(resumed.join('\n'), /\nGoes on after epoch \d+, as two\.h5\.backup holds it\n/);
    assert.match(resumed.join('\n'), /\nSaved two\.h5$/);
    const expected = epochsIn(alone);
    const found = new Map([...epochsIn(interrupted), ...epochsIn(resumed)]);
    assert.deepEqual([...found.keys()], [...expected.keys()]);
    for (const [epoch, numbers] of expected)
      numbers.forEach((number, index) =>
        assert.ok(Math.abs(number - found.get(epoch)![index]) < 1e-5, `epoch ${epoch}`),
      );
    assert.ok(!existsSync(join(folder, 'two.h5.backup')));

    const trained = await loadKeras(join(folder, 'two.h5'));
    const pixels = imagesToTensor(testSet.images);
    const predicted = await (trained.predict(pixels) as tf.Tensor).data();
    await runPython('tools/cluster/predict.py', [folder, 'two.h5']);
    const byKeras = await loadNpy(join(folder, 'predictions.npy'), { holds: 'array' });
    predicted.forEach((share, index) =>
      assert.ok(Math.abs(share - Number(byKeras.data[index])) < 1e-5),
    );
    tf.dispose(pixels);
    trained.dispose();
  },
);
