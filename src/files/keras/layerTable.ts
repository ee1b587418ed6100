/** What the configuration of a layer is made of, by the words that Keras and TensorFlow.js share. */
export interface LayerKind {
  /** What both sides know. */
  readonly keys: readonly string[];
  /** What Keras alone knows, with the values that say what TensorFlow.js does. */
  readonly only?: Readonly<Record<string, readonly unknown[]>>;
}

const values = (name: string): string[] =>
  ['initializer', 'regularizer', 'constraint'].map((part) => `${name}_${part}`);

const BIAS = ['use_bias', ...values('bias')];
const WINDOW = ['kernel_size', 'strides', 'padding', 'data_format'];
const NO_GROUPS = { groups: [1] };

const CONVOLUTION: LayerKind = {
  keys: ['filters', ...WINDOW, 'dilation_rate', 'activation', ...BIAS, ...values('kernel')],
  only: NO_GROUPS,
};

const TRANSPOSED: LayerKind = {
  keys: ['filters', ...WINDOW, 'activation', ...BIAS, ...values('kernel')],
  only: { ...NO_GROUPS, output_padding: [null], dilation_rate: [1, [1, 1], [1, 1, 1]] },
};

/** Keras 2 lists the settings of an ordinary kernel too, which these layers do not have. */
const NO_KERNEL = { kernel_regularizer: [null], kernel_constraint: [null] };

const POOLING: LayerKind = { keys: ['pool_size', 'strides', 'padding', 'data_format'] };
const GLOBAL_POOLING: LayerKind = { keys: ['data_format'], only: { keepdims: [false] } };
const NOTHING: LayerKind = { keys: [] };
const AXIS: LayerKind = { keys: ['axis'] };

const RECURRENT = [
  'units',
  'activation',
  ...BIAS,
  ...values('kernel'),
  ...values('recurrent'),
  'dropout',
  'recurrent_dropout',
  'return_sequences',
  'return_state',
  'go_backwards',
  'stateful',
  'unroll',
];
const IN_TIME = { time_major: [false], zero_output_for_mask: [false] };

/** The layers that can be carried from one to the other; whichever is not here has no like on the other side. */
export const LAYER_KINDS: Readonly<Record<string, LayerKind>> = {
  Activation: { keys: ['activation'] },
  Add: NOTHING,
  AlphaDropout: { keys: ['rate'], only: { noise_shape: [null] } },
  Average: NOTHING,
  AveragePooling1D: POOLING,
  AveragePooling2D: POOLING,
  AveragePooling3D: POOLING,
  BatchNormalization: {
    keys: [
      'axis',
      'momentum',
      'epsilon',
      'center',
      'scale',
      ...values('beta'),
      ...values('gamma'),
      'moving_mean_initializer',
      'moving_variance_initializer',
    ],
    only: { renorm: [false], virtual_batch_size: [null], adjustment: [null] },
  },
  Concatenate: AXIS,
  Conv1D: CONVOLUTION,
  Conv2D: CONVOLUTION,
  Conv2DTranspose: TRANSPOSED,
  Conv3D: CONVOLUTION,
  Conv3DTranspose: TRANSPOSED,
  Cropping2D: { keys: ['cropping', 'data_format'] },
  Dense: { keys: ['units', 'activation', ...BIAS, ...values('kernel')] },
  DepthwiseConv2D: {
    keys: [
      ...WINDOW,
      'dilation_rate',
      'activation',
      'depth_multiplier',
      ...BIAS,
      ...values('depthwise'),
    ],
    only: { ...NO_GROUPS, ...NO_KERNEL },
  },
  Dropout: { keys: ['rate'], only: { noise_shape: [null] } },
  ELU: { keys: [], only: { alpha: [1] } },
  Embedding: { keys: ['input_dim', 'output_dim', ...values('embeddings'), 'mask_zero'] },
  Flatten: { keys: ['data_format'] },
  GRU: {
    keys: [...RECURRENT, 'recurrent_activation', 'reset_after'],
    only: IN_TIME,
  },
  GaussianDropout: { keys: ['rate'] },
  GaussianNoise: { keys: ['stddev'] },
  GlobalAveragePooling1D: GLOBAL_POOLING,
  GlobalAveragePooling2D: GLOBAL_POOLING,
  GlobalMaxPooling1D: GLOBAL_POOLING,
  GlobalMaxPooling2D: GLOBAL_POOLING,
  LSTM: { keys: [...RECURRENT, 'recurrent_activation', 'unit_forget_bias'], only: IN_TIME },
  LayerNormalization: {
    keys: ['axis', 'epsilon', 'center', 'scale', ...values('beta'), ...values('gamma')],
    only: { rms_scaling: [false] },
  },
  LeakyReLU: { keys: ['alpha'] },
  Masking: { keys: ['mask_value'] },
  MaxPooling1D: POOLING,
  MaxPooling2D: POOLING,
  MaxPooling3D: POOLING,
  Maximum: NOTHING,
  Minimum: NOTHING,
  Multiply: NOTHING,
  PReLU: { keys: [...values('alpha'), 'shared_axes'] },
  Permute: { keys: ['dims'] },
  ReLU: { keys: ['max_value'], only: { negative_slope: [0], threshold: [0] } },
  RepeatVector: { keys: ['n'] },
  Rescaling: { keys: ['scale', 'offset'] },
  Reshape: { keys: ['target_shape'] },
  SeparableConv2D: {
    keys: [
      'filters',
      ...WINDOW,
      'dilation_rate',
      'activation',
      'depth_multiplier',
      ...BIAS,
      ...values('depthwise'),
      ...values('pointwise'),
    ],
    only: { ...NO_GROUPS, ...NO_KERNEL },
  },
  SimpleRNN: { keys: [...RECURRENT], only: IN_TIME },
  Softmax: AXIS,
  SpatialDropout1D: { keys: ['rate'], only: { noise_shape: [null], data_format: [null] } },
  ThresholdedReLU: { keys: ['theta'] },
  UpSampling2D: { keys: ['size', 'data_format', 'interpolation'] },
  ZeroPadding2D: { keys: ['padding', 'data_format'] },
};

/** What changes nothing of what a layer computes: names, chance, how it is computed. */
export const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'name',
  'trainable',
  'dtype',
  'batch_input_shape',
  'batch_shape',
  'input_shape',
  'input_length',
  'seed',
  'implementation',
  'fused',
  'synchronized',
  'renorm_momentum',
  'sparse',
  'ragged',
  'optional',
  'autocast',
  'kernel_initializer',
]);
