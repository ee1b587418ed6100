import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tf } from '../../src/network/tensorflow';
import { assertClose, isMissing, opsRun, recordOps, withoutOp } from './compare';

const skip = isMissing('OPTIMIZER');

const OPTIMIZERS: Record<string, { readonly make: () => tf.Optimizer; readonly runs: string }> = {
  'gradient descent': { make: () => tf.train.sgd(0.1), runs: 'CreaturesGradientDescent' },
  momentum: { make: () => tf.train.momentum(0.05, 0.9), runs: 'CreaturesMomentum' },
  "Nesterov's momentum": {
    make: () => tf.train.momentum(0.05, 0.9, true),
    runs: 'CreaturesMomentum',
  },
  RMSProp: { make: () => tf.train.rmsprop(0.01), runs: 'CreaturesRmsProp' },
  'RMSProp with momentum': {
    make: () => tf.train.rmsprop(0.01, 0.8, 0.5, 1e-6),
    runs: 'CreaturesRmsProp',
  },
  Adam: { make: () => tf.train.adam(0.01), runs: 'CreaturesAdam' },
  'Adam with other settings': {
    make: () => tf.train.adam(0.02, 0.8, 0.95, 1e-8),
    runs: 'CreaturesAdam',
  },
};

interface Problem {
  readonly variables: tf.Variable[];
  readonly loss: () => tf.Scalar;
}

/** A bowl whose sides rise differently in each direction, in two variables of odd shapes. */
function bowl(): Problem {
  const variables = [[3, 7], [17]].map((shape, seed) =>
    tf.variable(tf.randomNormal(shape, 0, 1, 'float32', seed + 1)),
  );
  const steepness = variables.map(({ shape }, seed) =>
    tf.randomUniform(shape, 0.5, 2, 'float32', seed + 5),
  );
  return {
    variables,
    loss: () =>
      tf.addN(
        variables.map((variable, index) => tf.sum(tf.mul(tf.square(variable), steepness[index]))),
      ) as tf.Scalar,
  };
}

function takeSteps(optimizer: tf.Optimizer, { loss, variables }: Problem, numSteps = 12): void {
  for (let step = 0; step < numSteps; step++) optimizer.minimize(loss, false, variables);
}

for (const [name, { make, runs }] of Object.entries(OPTIMIZERS)) {
  test(`${name} takes the steps of TensorFlow.js`, { skip }, () => {
    const [fast, own] = [bowl(), bowl()];
    assert.ok(opsRun(() => takeSteps(make(), fast)).has(runs));
    withoutOp('OPTIMIZER', () => takeSteps(make(), own));
    fast.variables.forEach((variable, index) => assertClose(variable, own.variables[index]));
  });

  test(`${name} goes on where it was after getWeights() and setWeights()`, { skip }, async () => {
    const [straight, broken] = [bowl(), bowl()];
    takeSteps(make(), straight, 8);
    const first = make();
    takeSteps(first, broken, 4);
    const second = make();
    await second.setWeights(
      (await first.getWeights()).map(({ name: weight, tensor }) => ({
        name: weight,
        tensor: tensor.clone(),
      })),
    );
    takeSteps(second, broken, 4);
    straight.variables.forEach((variable, index) =>
      assertClose(broken.variables[index], variable, 1e-6),
    );
  });

  test(
    `${name} frees its memory with dispose() and needs no more after more steps`,
    { skip },
    () => {
      const problem = bowl();
      const before = tf.memory().numTensors;
      const optimizer = make();
      takeSteps(optimizer, problem, 2);
      const during = tf.memory().numTensors;
      takeSteps(optimizer, problem, 20);
      assert.equal(tf.memory().numTensors, during);
      optimizer.dispose();
      // TensorFlow.js counts the steps in a tensor that only saving makes, and keeps the rate of gradient descent until the end
      assert.ok(
        tf.memory().numTensors <= before + 1,
        `${tf.memory().numTensors} tensors after ${before}`,
      );
    },
  );
}

test('RMSProp centered is computed by TensorFlow.js', () => {
  const ops = opsRun(() => takeSteps(tf.train.rmsprop(0.01, 0.9, 0, 1e-7, true), bowl(), 1));
  assert.ok(![...ops].some((op) => op.startsWith('Creatures')), [...ops].join());
});

test('a new learning rate holds from the next step on', { skip }, () => {
  const optimizer = tf.train.adam(0.01) as tf.AdamOptimizer & { learningRate: number };
  const { variables, loss } = bowl();
  optimizer.learningRate = 0;
  const before = variables[0].clone();
  optimizer.minimize(loss, false, variables);
  assertClose(variables[0], before, 0);
  optimizer.learningRate = 0.01;
  optimizer.minimize(loss, false, variables);
  assert.notDeepEqual(variables[0].dataSync(), before.dataSync());
});

test('a copy of a weight that was taken before a step stays as it was', { skip }, () => {
  const { variables, loss } = bowl();
  const copy = variables[0].clone();
  const numbers = copy.dataSync().slice();
  tf.train.adam(0.1).minimize(loss, false, variables);
  assert.deepEqual(copy.dataSync(), numbers);
});

test('a model compiled with a name of an optimizer gets the native op', { skip }, async () => {
  for (const [name, op] of [
    ['adam', 'Adam'],
    ['sgd', 'GradientDescent'],
    ['rmsprop', 'RmsProp'],
  ]) {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3] })] });
    model.compile({ optimizer: name, loss: 'meanSquaredError' });
    const { names, stop } = recordOps();
    await model.trainOnBatch(tf.ones([4, 3]), tf.ones([4, 1])).finally(stop);
    assert.ok(names.has(`Creatures${op}`), `${name}: ${[...names].join()}`);
  }
});
