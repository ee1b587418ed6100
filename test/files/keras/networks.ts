import { tf } from '../../../src/network/tensorflow';

interface Network {
  readonly build: () => tf.LayersModel;
  readonly inputs: readonly (readonly number[])[];
  readonly integers?: number;
}

const { layers } = tf;

/** Networks of TensorFlow.js over every layer that can be carried over, with odd settings. */
export const NETWORKS: Readonly<Record<string, Network>> = {
  'convolutions with odd settings': {
    inputs: [[2, 13, 11, 3]],
    build: () =>
      chain(
        [13, 11, 3],
        [
          layers.zeroPadding2d({
            padding: [
              [1, 2],
              [0, 3],
            ],
            name: 'pad.ding',
          }),
          layers.conv2d({
            filters: 5,
            kernelSize: [2, 3],
            strides: [1, 2],
            padding: 'same',
            useBias: false,
            name: 'a/b',
          }),
          layers.batchNormalization({ momentum: 0.8, epsilon: 0.01, center: false, name: 'a_b' }),
          layers.leakyReLU({ alpha: 0.1 }),
          layers.conv2d({
            filters: 4,
            kernelSize: 2,
            dilationRate: [2, 1],
            kernelRegularizer: tf.regularizers.l1({ l1: 0.1 }),
          }),
          layers.reLU({ maxValue: 3 }),
          layers.depthwiseConv2d({
            kernelSize: 3,
            depthMultiplier: 2,
            padding: 'same',
            depthwiseConstraint: 'nonNeg',
          }),
          layers.elu(),
          layers.separableConv2d({
            filters: 3,
            kernelSize: [3, 2],
            depthMultiplier: 3,
            activation: 'relu6',
          }),
          layers.prelu({
            sharedAxes: [1],
            alphaInitializer: tf.initializers.constant({ value: 0.3 }),
          }),
          layers.conv2dTranspose({
            filters: 2,
            kernelSize: 3,
            strides: 2,
            padding: 'valid',
            activation: 'softsign',
          }),
          layers.thresholdedReLU({ theta: 0.05 }),
          layers.cropping2D({
            cropping: [
              [0, 1],
              [2, 1],
            ],
          }),
          layers.upSampling2d({ size: [1, 2] }),
          layers.averagePooling2d({ poolSize: [2, 3], strides: [1, 2], padding: 'same' }),
          layers.globalMaxPooling2d({}),
          layers.dense({ units: 3, activation: 'gelu', biasInitializer: 'ones' }),
          layers.softmax(),
        ],
      ),
  },
  'joins of branches': {
    inputs: [
      [2, 6, 6, 2],
      [2, 6, 6, 2],
    ],
    build: () => {
      const [left, right] = [tf.input({ shape: [6, 6, 2] }), tf.input({ shape: [6, 6, 2] })];
      const deep = layers.conv2d({ filters: 2, kernelSize: 1, name: 'fire2/squeeze1x1' });
      const [a, b] = [deep.apply(left), deep.apply(right)] as tf.SymbolicTensor[];
      const c = layers
        .conv2d({ filters: 2, kernelSize: 3, padding: 'same', activation: 'selu' })
        .apply(a) as tf.SymbolicTensor;
      const joined = [
        layers.add().apply([a, b]),
        layers.average().apply([a, c]),
        layers.multiply().apply([b, c]),
        layers.maximum().apply([a, b, c]),
        layers.minimum().apply([b, c]),
      ] as tf.SymbolicTensor[];
      const all = layers.concatenate({ axis: 2 }).apply(joined);
      const features = layers.globalAveragePooling2d({}).apply(all);
      const head = layers
        .dense({ units: 3, name: 'head/out' })
        .apply(features) as tf.SymbolicTensor;
      return tf.model({
        inputs: [left, right],
        outputs: [head, layers.flatten().apply(c) as tf.SymbolicTensor],
      });
    },
  },
  'a network in a network in a network': {
    inputs: [[2, 6, 6, 2]],
    build: () => {
      const inner = chain(
        [6, 6, 3],
        [layers.conv2d({ filters: 3, kernelSize: 2 }), layers.batchNormalization()],
      );
      const base = chain(
        [6, 6, 2],
        [
          layers.conv2d({ filters: 3, kernelSize: 1 }),
          layers.batchNormalization({ trainable: false }),
          inner,
        ],
      );
      return chain(
        [6, 6, 2],
        [base, layers.flatten(), layers.dense({ units: 2, activation: 'swish' })],
      );
    },
  },
  'a functional network that is called in another': {
    inputs: [[2, 6, 6, 2]],
    build: () => {
      const base = branched('base');
      const head = chain([6, 6, 3], [layers.flatten(), layers.dense({ units: 3, name: 'out' })]);
      const input = tf.input({ shape: [6, 6, 2] });
      // As deep as layers of the base, which come before it in Keras
      const side = layers.conv2d({
        filters: 3,
        kernelSize: 1,
        activation: 'tanh',
        name: 'base_left',
      });
      const both = [side.apply(input), base.apply(input)] as tf.SymbolicTensor[];
      const sum = layers.add().apply(both) as tf.SymbolicTensor;
      return tf.model({ inputs: input, outputs: head.apply(sum) as tf.SymbolicTensor });
    },
  },
  'a sequential network that is called in another': {
    inputs: [[2, 6, 6, 2]],
    build: () => {
      const base = tf.sequential({
        layers: [
          layers.conv2d({ filters: 2, kernelSize: 3, inputShape: [6, 6, 2], name: 'a/b' }),
          layers.batchNormalization(),
        ],
      });
      const input = tf.input({ shape: [6, 6, 2] });
      const features = layers.flatten().apply(base.apply(input));
      const output = layers.dense({ units: 2 }).apply(features) as tf.SymbolicTensor;
      return tf.model({ inputs: input, outputs: output });
    },
  },
  'a frozen network two deep in a sequential one': {
    inputs: [[2, 6, 6, 2]],
    build: () => {
      const input = tf.input({ shape: [6, 6, 2] });
      const normal = layers.batchNormalization().apply(branched('inner').apply(input));
      const base = tf.model({ inputs: input, outputs: normal as tf.SymbolicTensor, name: 'base' });
      base.trainable = false;
      const model = tf.sequential();
      for (const layer of [base, layers.flatten(), layers.dense({ units: 3 })]) model.add(layer);
      return model;
    },
  },
  'a network that is called twice, with one output of two': {
    inputs: [
      [2, 6, 6, 2],
      [2, 6, 6, 2],
    ],
    build: () => {
      const inputs = [tf.input({ shape: [6, 6, 2] }), tf.input({ shape: [6, 6, 2] })];
      const inner = branched('inner');
      const features = inner.getLayer('left').output as tf.SymbolicTensor;
      const twin = tf.model({
        inputs: inner.inputs,
        outputs: [layers.flatten().apply(features) as tf.SymbolicTensor, features],
      });
      const [a, b] = inputs.map((each) => (twin.apply(each) as tf.SymbolicTensor[])[1]);
      const sums = [a, inner.apply(inputs[0]), b] as tf.SymbolicTensor[];
      return tf.model({ inputs, outputs: layers.add().apply(sums) as tf.SymbolicTensor });
    },
  },
  'a network that is called on what it gave itself': {
    inputs: [[2, 4]],
    build: () => {
      const base = chain([4], [layers.dense({ units: 3 })]);
      const around = chain([4], [base, layers.dense({ units: 4, activation: 'tanh' })]);
      const input = tf.input({ shape: [4] });
      const once = around.apply(input) as tf.SymbolicTensor;
      const outputs = [around.apply(once), once, base.apply(input)] as tf.SymbolicTensor[];
      return tf.model({ inputs: input, outputs });
    },
  },
  'layers on sequences': {
    inputs: [[2, 12, 3]],
    build: () =>
      chain(
        [12, 3],
        [
          layers.conv1d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'mish' }),
          layers.maxPooling1d({ poolSize: 2 }),
          layers.layerNormalization({ epsilon: 0.01 }),
          layers.lstm({ units: 4, recurrentActivation: 'sigmoid', returnSequences: true }),
          layers.gru({ units: 3, recurrentActivation: 'sigmoid', returnSequences: true }),
          layers.simpleRNN({ units: 3, returnSequences: true }),
          layers.averagePooling1d({ poolSize: 2, strides: 1 }),
          layers.permute({ dims: [2, 1] }),
          layers.reshape({ targetShape: [-1, 5] }),
          layers.globalAveragePooling1d({}),
          layers.repeatVector({ n: 2 }),
          layers.flatten(),
          layers.dense({ units: 2, activation: 'tanh' }),
        ],
      ),
  },
  'layers of chance, and rescaling': {
    inputs: [[2, 5, 4]],
    build: () =>
      chain(
        [5, 4],
        [
          layers.rescaling({ scale: 0.5, offset: -0.25 }),
          layers.gaussianNoise({ stddev: 0.1 }),
          layers.gaussianDropout({ rate: 0.2 }),
          layers.alphaDropout({ rate: 0.2 }),
          layers.spatialDropout1d({ rate: 0.2 }),
          layers.dropout({ rate: 0.5, seed: 3 }),
          layers.activation({ activation: 'softplus' }),
          layers.globalMaxPooling1d({}),
        ],
      ),
  },
  words: {
    inputs: [[2, 6]],
    integers: 9,
    build: () =>
      chain(
        [6],
        [
          layers.embedding({ inputDim: 9, outputDim: 4 }),
          layers.flatten(),
          layers.dense({ units: 2, kernelInitializer: 'leCunNormal' }),
        ],
      ),
  },
};

/** Three channels out of two, by two ways that come together. */
function branched(name: string): tf.LayersModel {
  const input = tf.input({ shape: [6, 6, 2] });
  const left = layers.conv2d({ filters: 3, kernelSize: 1, name: 'left' }).apply(input);
  const right = layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same' }).apply(input);
  const normal = layers.batchNormalization().apply(right);
  const sum = layers.add().apply([left, normal] as tf.SymbolicTensor[]) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: sum, name });
}

function chain(shape: readonly number[], list: readonly tf.layers.Layer[]): tf.Sequential {
  const model = tf.sequential();
  model.add(layers.inputLayer({ inputShape: [...shape] }));
  for (const layer of list) model.add(layer);
  return model;
}
