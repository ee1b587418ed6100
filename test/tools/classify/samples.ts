import { classMetrics, confusionMatrix } from '../../../src/insight/confusionMatrix';
import type { Evaluation } from '../../../src/insight/evaluate';
import type { Measurement } from '../../../src/tools/classify/measurement';

/** What a network is taken to have said of each photo, by the number of the class. */
export interface Said {
  readonly classNames: readonly string[];
  readonly labels: readonly number[];
  readonly predictions: readonly number[];
}

/** An evaluation in which the network was sure of each answer by 0.7 and a little more with each photo. */
export function evaluationOf({ classNames, labels, predictions }: Said): Evaluation {
  const numClasses = classNames.length;
  const data = new Float32Array(labels.length * numClasses);
  predictions.forEach((prediction, index) => {
    const sure = 0.7 + (0.25 * index) / labels.length;
    for (let place = 0; place < numClasses; place++)
      data[index * numClasses + place] =
        place === prediction ? sure : (1 - sure) / (numClasses - 1);
  });
  const matrix = confusionMatrix(labels, { predictions, numClasses });
  const right = labels.filter((label, index) => label === predictions[index]).length;
  return {
    loss: 0.5,
    acc: right / labels.length,
    probabilities: { data, shape: [labels.length, numClasses] },
    predictions: Uint8Array.from(predictions),
    labels: Uint8Array.from(labels),
    confusionMatrix: matrix,
    classMetrics: classMetrics(matrix, { classNames }),
    classNames,
  };
}

/** A measurement with all that a page tells. */
export function measurementOf(said: Said, changes: Partial<Measurement> = {}): Measurement {
  const evaluation = evaluationOf(said);
  const epochs = [1, 2, 3, 4, 5];
  return {
    evaluation,
    files: said.labels.map((label, index) => `/photos/${said.classNames[label]}/${index}.jpg`),
    way: 'held back',
    accuracies: [evaluation.acc],
    history: {
      loss: epochs.map((epoch) => 1 / epoch),
      acc: epochs.map((epoch) => 1 - 0.5 / epoch),
      val_loss: epochs.map((epoch) => 1.2 / epoch),
      val_acc: epochs.map((epoch) => 0.9 - 0.5 / epoch),
    },
    ...changes,
  };
}
