import { KERNEL_NAME } from '../../../kernel/kernelspec';
import { JUPYTER_ENV, inProject } from '../../../project';
import { pythonWorker } from '../contenders';
import { summaryText, type FurtherLine } from '../table';
import { measureSeconds, type FurtherOptions } from './measureSeconds';

const OUR_CELL = `import { buildNetwork, tf } from 'creatures';
const probabilities = buildNetwork({ imageSize: 100 }).predict(tf.zeros([1, 100, 100, 3])) as tf.Tensor;
probabilities.dataSync()`;

/** The same in Python; its network is as deep, so that as much is loaded and prepared. */
const KERAS_CELL = `import keras, numpy
from keras import layers
network = keras.Sequential([layers.Input((100, 100, 3)),
    layers.Conv2D(32, 3, padding="same", activation="relu"), layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(),
    layers.Conv2D(64, 3, padding="same", activation="relu"), layers.Conv2D(64, 3, activation="relu"), layers.MaxPooling2D(),
    layers.Flatten(), layers.Dense(512, activation="relu"), layers.Dense(6, activation="softmax")])
network.predict(numpy.zeros((1, 100, 100, 3)), verbose=0)`;

/** Measures the time from the start of a kernel until a first cell has imported the package and predicted. */
export async function measureKernel(options: FurtherOptions): Promise<FurtherLine[]> {
  const [ours, keras] = await measureSeconds(
    [
      kernelTask('our kernel', [KERNEL_NAME, OUR_CELL]),
      kernelTask("Python's kernel with Keras", ['python3', KERAS_CELL]),
    ],
    options,
  );
  return [
    {
      what: 'seconds from the start of a kernel to the first prediction',
      ours: summaryText(ours),
      comparison: `${summaryText(keras)} in Python's kernel with Keras`,
    },
  ];
}

function kernelTask(name: string, [kernel, cell]: readonly [string, string]) {
  return {
    name,
    command: [...pythonWorker('kernelStart'), kernel, inProject('notebooks'), cell] as const,
    env: JUPYTER_ENV,
  };
}
