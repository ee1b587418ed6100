import assert from 'node:assert/strict';
import { after, test, mock } from 'node:test';
import { evaluate } from '../../src/insight/evaluate';
import { surestMistakes } from '../../src/insight/mistakes';
import { tf } from '../../src/network/tensorflow';
import { imagesToTensor, labelsToOneHot } from '../../src/network/tensors';
import { disposeNetwork, sampleDataset, sampleNetwork } from '../network/sampleData';
import { assertFreesTensors } from '../tensors';

const model = sampleNetwork({ seed: 4 });
const testSet = sampleDataset({ numImages: 11 });
after(() => disposeNetwork(model));

/** Evaluates with the printed lines kept. */
function quietly<Result>(run: () => Result): { readonly result: Result; readonly lines: string[] } {
  const log = mock.method(console, 'log', () => undefined);
  try {
    const result = run();
    return { result, lines: log.mock.calls.map((call) => call.arguments.join(' ')) };
  } finally {
    log.mock.restore();
  }
}

const evaluateQuietly = (batchSize: number) =>
  quietly(() => evaluate(model, testSet, { batchSize })).result;

test('evaluate() prints the loss and the accuracy, in two lines', () => {
  const { result, lines } = quietly(() => evaluate(model, testSet));
  assert.deepEqual(lines, [
    `Test Loss: ${result.loss.toFixed(4)}`,
    `Test Accuracy: ${result.acc.toFixed(4)}`,
  ]);
  assert.match(lines.join('\n'), /^Test Loss: \d\.\d{4}\nTest Accuracy: \d\.\d{4}$/);
});

test('evaluate() gives the loss and accuracy that TensorFlow.js gives', () => {
  const { loss, acc } = evaluateQuietly(4);
  const [expectedLoss, expectedAccuracy] = tf.tidy(() => {
    const scores = model.evaluate(
      imagesToTensor(testSet.images),
      labelsToOneHot(testSet.labels, 3),
    ) as tf.Scalar[];
    return scores.map((score) => score.dataSync()[0]);
  });
  assert.ok(Math.abs(loss - expectedLoss) < 1e-6);
  assert.ok(Math.abs(acc - expectedAccuracy) < 1e-6);
});

test('evaluate() gives the same in batches of any size', () => {
  const [one, all] = [evaluateQuietly(1), evaluateQuietly(100)];
  assert.ok(Math.abs(one.loss - all.loss) < 1e-6);
  assert.deepEqual(one.predictions, all.predictions);
  assert.deepEqual(one.probabilities.shape, [11, 3]);
});

test('evaluate() gives predictions, confusion matrix and metrics that belong together', () => {
  const { probabilities, predictions, labels, confusionMatrix, classMetrics, acc, classNames } =
    evaluateQuietly(4);
  predictions.forEach((prediction, image) => {
    const row = [...probabilities.data.subarray(image * 3, image * 3 + 3)];
    assert.equal(row[prediction], Math.max(...row));
    assert.ok(Math.abs(row[0] + row[1] + row[2] - 1) < 1e-6);
  });
  assert.deepEqual(labels, testSet.labels);
  assert.equal(
    confusionMatrix.flat().reduce((sum, count) => sum + count, 0),
    11,
  );
  assert.equal(
    confusionMatrix[0][0] + confusionMatrix[1][1] + confusionMatrix[2][2],
    Math.round(acc * 11),
  );
  assert.deepEqual(
    classMetrics.map(({ className }) => className),
    classNames,
  );
  assert.deepEqual(
    classMetrics.map(({ support }) => support),
    [0, 1, 2].map((label) => labels.filter((other) => other === label).length),
  );
});

test('evaluate() leaves no tensors behind', async () => {
  await assertFreesTensors(() => {
    evaluateQuietly(4);
  });
});

test('evaluate() refuses pictures of another size, class names of another number, and batches of nothing', () => {
  assert.throws(() => evaluate(model, sampleDataset({ numImages: 2, imageSize: 16 })), {
    name: 'TypeError',
    message: /takes images of 12 x 12 x 3, but the test set has images of 16/,
  });
  assert.throws(() => evaluate(model, { ...testSet, classNames: ['dogs', 'cats'] }), {
    name: 'TypeError',
    message: 'The network tells 3 classes apart, but the test set names 2: dogs, cats',
  });
  assert.throws(() => evaluate(model, testSet, { batchSize: 0 }), {
    name: 'RangeError',
    message: 'batchSize must be a positive whole number, but is 0',
  });
});

test('surestMistakes() gives the wrong predictions, surest first', () => {
  const evaluation = evaluateQuietly(4);
  const mistakes = surestMistakes(evaluation, { count: 100 });
  const numWrong = 11 - Math.round(evaluation.acc * 11);
  assert.ok(numWrong > 1, 'the example must have mistakes');
  assert.equal(mistakes.length, numWrong);
  for (const { index, trueClass, predictedClass, probability } of mistakes) {
    assert.notEqual(trueClass, predictedClass);
    assert.equal(trueClass, testSet.classNames[testSet.labels[index]]);
    assert.equal(
      probability,
      Math.max(...evaluation.probabilities.data.subarray(index * 3, index * 3 + 3)),
    );
  }
  const sorted = mistakes.map(({ probability }) => probability).sort((a, b) => b - a);
  assert.deepEqual(
    mistakes.map(({ probability }) => probability),
    sorted,
  );
  assert.deepEqual(surestMistakes(evaluation, { count: 1 }), mistakes.slice(0, 1));
});
