import { seededRandom } from '../../src/data/random';
import { tf } from '../../src/network/tensorflow';

/** A call with random arguments, right or wrong. */
export interface RandomCall {
  /** The call in words, to be read when it failed. */
  readonly words: string;
  /** Computes anew each time from the same numbers. */
  readonly run: () => readonly tf.Tensor[];
}

/** Chance for one call. The same seed makes the same call. */
export class Chance {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  readonly number = (): number => this.random();

  readonly happens = (share: number): boolean => this.random() < share;

  readonly pick = <Item>(...items: readonly Item[]): Item =>
    items[Math.floor(this.random() * items.length)];

  readonly whole = (from: number, to: number): number =>
    from + Math.floor(this.random() * (to - from + 1));
}

const STRANGE = [NaN, Infinity, -Infinity, 0, -0, 1e-40];

/** An array, as words and as a tensor that is made for each run: some hold what is not finite, some are not float32. */
interface RandomArray {
  readonly words: string;
  readonly make: () => tf.Tensor;
}

function array(chance: Chance, shape: readonly number[], dtype?: tf.DataType): RandomArray {
  const kind = dtype ?? (chance.happens(0.03) ? chance.pick('int32', 'bool') : 'float32');
  const size = shape.reduce((product, length) => product * length, 1);
  const isWhole = kind !== 'float32' || chance.happens(0.2);
  const numbers = Array.from({ length: size }, () => {
    const number = chance.number() * 4 - 2;
    if (kind === 'bool') return number > 0 ? 1 : 0;
    return isWhole ? Math.round(number) : number;
  });
  const strange = kind === 'float32' && size > 0 && chance.happens(0.25);
  const count = strange ? chance.whole(1, 3) : 0;
  const places = Array.from({ length: count }, () => chance.whole(0, size - 1));
  for (const place of places) numbers[place] = chance.pick(...STRANGE);
  const isDisposed = chance.happens(0.01);
  const notes = places.map((place) => `${numbers[place]} at ${place}`);
  return {
    words: [`${kind}[${shape.join()}]`, ...notes, ...(isDisposed ? ['disposed'] : [])].join(' '),
    make: () => {
      const tensor = tf.tensor(numbers, [...shape], kind);
      if (isDisposed) tensor.dispose();
      return tensor;
    },
  };
}

/** With gradients or without, of a function of arrays; the gradient of the result is random too. */
function call(
  chance: Chance,
  name: string,
  arrays: readonly RandomArray[],
  compute: (tensors: readonly tf.Tensor[]) => tf.Tensor,
): RandomCall {
  const wantsGradients = chance.happens(0.6);
  const seed = chance.whole(1, 1e6);
  const words = `${name} of ${arrays.map((item) => item.words).join(', ')}`;
  const run = () => {
    const tensors = arrays.map(({ make }) => make());
    const result = compute(tensors);
    if (!wantsGradients || result.dtype !== 'float32') return [result];
    const dy = array(new Chance(seed), result.shape, 'float32').make();
    return [result, ...tf.grads((...inputs) => compute(inputs))([...tensors], dy)];
  };
  return { words: wantsGradients ? `gradients of ${words}` : words, run };
}

type Pad = 'same' | 'valid' | number;

function stepsAndPad(chance: Chance) {
  const explicit = [[0, 0], [1, chance.whole(0, 1)], [1, 1], [0, 0]] as unknown as Pad; // prettier-ignore
  return {
    strides: chance.happens(0.8)
      ? chance.pick<number | [number, number]>(1, [1, 1])
      : chance.pick<number | [number, number]>(2, [1, 2]),
    pad: chance.happens(0.88)
      ? chance.pick<Pad>('same', 'valid')
      : chance.pick<Pad>(0, 1, 1.5, explicit, 'wrong' as Pad),
    dilations: chance.happens(0.9)
      ? chance.pick<number | number[]>(1, [1, 1])
      : chance.pick<number | number[]>(2, [2, 1]),
    rounding: chance.happens(0.95) ? undefined : chance.pick('floor', 'ceil'),
    format: chance.happens(0.97) ? 'NHWC' : chance.pick('NCHW', 'wrong'),
  };
}

function imagesAndFilter(chance: Chance) {
  const channels = chance.pick(3, 3, 16, 16, 32, 5);
  const filters = chance.pick(16, 16, 32, 48, 8, 17);
  const kernel = chance.happens(0.85) ? [3, 3] : chance.pick([1, 1], [5, 5], [3, 1], [2, 3]);
  const images = [
    chance.pick(1, 1, 2, 3, chance.whole(0, 1)),
    chance.happens(0.85) ? chance.whole(3, 12) : chance.whole(0, 3),
    chance.happens(0.85) ? chance.whole(3, 12) : chance.whole(0, 3),
    channels,
  ];
  const taken = chance.happens(0.97) ? channels : channels + 1;
  return { images, filter: [...kernel, taken, filters], filters };
}

const ACTIVATIONS = [
  'linear',
  'linear',
  'relu',
  'relu',
  'relu',
  'relu6',
  'elu',
  'sigmoid',
  'wrong',
];

function convolution(chance: Chance): RandomCall {
  const { images, filter } = imagesAndFilter(chance);
  const { strides, pad, dilations, rounding, format } = stepsAndPad(chance);
  const options = JSON.stringify([strides, pad, format, dilations, rounding]);
  const arrays = [array(chance, images), array(chance, filter)];
  return call(chance, `tf.conv2d ${options}`, arrays, ([x, kernel]) =>
    tf.conv2d(
      x as tf.Tensor4D,
      kernel as tf.Tensor4D,
      strides,
      pad,
      format as 'NHWC',
      dilations as number,
      rounding as 'floor',
    ),
  );
}

function fusedConvolution(chance: Chance): RandomCall {
  const { images, filter, filters } = imagesAndFilter(chance);
  const { strides, pad, dilations, rounding, format } = stepsAndPad(chance);
  const activation = chance.pick(...ACTIVATIONS) as 'relu';
  const biasShape = chance.happens(0.75)
    ? [filters]
    : chance.pick([1], [], [filters + 1], [1, 1, filters], [3, filters]);
  const arrays = [array(chance, images), array(chance, filter)];
  if (chance.happens(0.85)) arrays.push(array(chance, biasShape));
  const options = JSON.stringify({ strides, pad, dilations, rounding, format, activation });
  return call(chance, `tf.fused.conv2d ${options}`, arrays, ([x, kernel, bias]) =>
    tf.fused.conv2d({
      x: x as tf.Tensor4D,
      filter: kernel as tf.Tensor4D,
      strides,
      pad,
      dataFormat: format as 'NHWC',
      dilations: dilations as number,
      dimRoundingMode: rounding as 'floor',
      bias,
      activation,
    }),
  );
}

function transposedConvolution(chance: Chance): RandomCall {
  const { images, filter } = imagesAndFilter(chance);
  const { strides, pad } = stepsAndPad(chance);
  const [height, width, channels, filters] = filter;
  const [rowStep, columnStep] = [strides, strides].flat();
  const isValid = pad === 'valid';
  const misfit = chance.happens(0.9) ? 0 : chance.pick(1, 2);
  const out = [
    images[0],
    (isValid ? Math.max(images[1] - 1, 0) * rowStep + height : images[1] * rowStep) + misfit,
    isValid ? Math.max(images[2] - 1, 0) * columnStep + width : images[2] * columnStep,
    filters,
  ];
  const arrays = [array(chance, images), array(chance, [height, width, filters, channels])];
  const name = `tf.conv2dTranspose ${JSON.stringify([out, strides, pad])}`;
  return call(chance, name, arrays, ([x, kernel]) =>
    tf.conv2dTranspose(
      x as tf.Tensor4D,
      kernel as tf.Tensor4D,
      out as [number, number, number, number],
      strides,
      pad,
    ),
  );
}

/** Runs a layer with weights of its own, and gives its output and the gradients of input and weights. */
function layerCall(
  chance: Chance,
  make: (seed: number) => tf.layers.Layer,
  input: RandomArray,
): RandomCall {
  const seed = chance.whole(1, 1e6);
  const build = () => {
    const layer = make(seed);
    const x = input.make();
    layer.build(x.shape);
    return { layer, x, variables: layer.trainableWeights.map((weight) => weight.read()) };
  };
  const words = `a layer ${JSON.stringify(make(seed).getConfig())} of ${input.words}`;
  const run = () => {
    const { layer, x, variables } = build();
    try {
      const output = layer.apply(x) as tf.Tensor;
      const loss = (tensor: tf.Tensor) =>
        tf.sum<tf.Scalar>(tf.square(layer.apply(tensor) as tf.Tensor));
      const { grads } = tf.variableGrads(() => loss(x), variables as tf.Variable[]);
      const gradients = variables.map((variable) => grads[(variable as tf.Variable).name]);
      return [output, ...gradients, tf.grad(loss)(x)];
    } finally {
      variables.forEach((variable) => variable.dispose());
    }
  };
  return { words, run };
}

function convolutionLayer(chance: Chance): RandomCall {
  const { images, filter, filters } = imagesAndFilter(chance);
  const options = {
    filters,
    kernelSize: filter.slice(0, 2) as [number, number],
    strides: chance.pick(1, 1, 2),
    padding: chance.pick('same', 'valid') as 'same',
    useBias: chance.happens(0.8),
    activation: chance.pick(undefined, 'linear', 'relu', 'tanh') as 'relu',
    dataFormat: chance.pick(
      'channelsLast',
      'channelsLast',
      'channelsLast',
      'channelsFirst',
    ) as 'channelsLast',
  };
  const make = (seed: number) =>
    tf.layers.conv2d({
      ...options,
      name: 'layer',
      kernelInitializer: tf.initializers.glorotUniform({ seed }),
      biasInitializer: tf.initializers.randomNormal({ seed }),
    });
  return layerCall(chance, make, array(chance, images, 'float32'));
}

function denseLayer(chance: Chance): RandomCall {
  const [rows, inputs, units] = [side(chance), side(chance), side(chance)];
  const activation = chance.pick(undefined, 'relu', 'softmax') as 'relu';
  const make = (seed: number) =>
    tf.layers.dense({
      units: Math.max(units, 1),
      activation,
      name: 'layer',
      kernelInitializer: tf.initializers.glorotUniform({ seed }),
    });
  return layerCall(chance, make, array(chance, [rows, Math.max(inputs, 1)], 'float32'));
}

/** A length that fills the registers, or does not. */
function side(chance: Chance): number {
  return chance.pick(8, 16, 16, 32, 48, 1, 7, 17, chance.whole(0, 3));
}

function matrixProduct(chance: Chance): RandomCall {
  const [rows, depth, columns] = [side(chance), side(chance), side(chance)];
  const [transposeA, transposeB] = [chance.happens(0.4), chance.happens(0.4)];
  const other = chance.happens(0.95) ? depth : depth + 1;
  const lead = chance.happens(0.8) ? [] : chance.pick([1], [2], [1, 1], [3, 1]);
  const a = transposeA ? [depth, rows] : [rows, depth];
  const b = transposeB ? [columns, other] : [other, columns];
  const arrays = [
    array(chance, [...lead, ...a]),
    array(chance, chance.happens(0.5) ? b : [...lead, ...b]),
  ];
  const isFused = chance.happens(0.3);
  const activation = chance.pick(...ACTIVATIONS) as 'relu';
  if (isFused) arrays.push(array(chance, chance.pick([columns], [1], [columns + 1])));
  const name = `${isFused ? `fused ${activation}` : 'plain'} tf.matMul ${transposeA},${transposeB}`;
  return call(chance, name, arrays, ([first, second, bias]) =>
    isFused
      ? tf.fused.matMul({ a: first, b: second, transposeA, transposeB, bias, activation })
      : tf.matMul(first, second, transposeA, transposeB),
  );
}

function shapeOf(chance: Chance): number[] {
  const rank = chance.pick(1, 2, 2, 3, 4, 4, 5);
  return Array.from({ length: rank }, () => chance.pick(1, 2, 3, 7, 16, chance.whole(0, 1)));
}

function addition(chance: Chance): RandomCall {
  const shape = shapeOf(chance);
  const last = shape.slice(-1);
  const other = chance.happens(0.6)
    ? last
    : chance.pick<number[]>([1], [], shape, [last[0] + 1], [...shape.slice(0, -1), 1]);
  const arrays = [array(chance, shape), array(chance, other)];
  if (chance.happens(0.2)) arrays.reverse();
  return call(chance, 'tf.add', arrays, ([a, b]) => tf.add(a, b));
}

function total(chance: Chance): RandomCall {
  const shape = shapeOf(chance);
  const allButLast = shape.map((_, axis) => axis).slice(0, -1);
  const axis = chance.happens(0.6)
    ? chance.pick<number[] | number>(
        allButLast,
        [...allButLast].reverse(),
        allButLast.map((index) => index - shape.length),
      )
    : chance.pick<number[] | number | undefined>(undefined, 0, -1, [0, 0], [0, -shape.length], [9]);
  const keepDims = chance.happens(0.2);
  return call(chance, `tf.sum ${JSON.stringify([axis, keepDims])}`, [array(chance, shape)], ([x]) =>
    tf.sum(x, axis, keepDims),
  );
}

function rectifier(chance: Chance): RandomCall {
  return call(chance, 'tf.relu', [array(chance, shapeOf(chance))], ([x]) => tf.relu(x));
}

function pooling(chance: Chance): RandomCall {
  const window = chance.pick<number | [number, number]>(2, 2, 3, 1, [2, 3], [1, 2]);
  const strides = chance.happens(0.75)
    ? window
    : chance.pick<number | [number, number]>(1, 2, [2, 1]);
  const pad = chance.happens(0.85)
    ? chance.pick<Pad>('same', 'valid')
    : chance.pick<Pad>(0, 1, 'wrong' as Pad);
  const rounding = chance.happens(0.9) ? undefined : 'floor';
  const shape = [
    chance.whole(0, 3),
    chance.whole(1, 9),
    chance.whole(1, 9),
    chance.pick(1, 3, 16, 17),
  ];
  const name = `tf.maxPool ${JSON.stringify([window, strides, pad, rounding])}`;
  return call(chance, name, [array(chance, shape)], ([x]) =>
    tf.maxPool(x as tf.Tensor4D, window, strides, pad, rounding),
  );
}

const OPTIMIZERS: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  nesterov: () => tf.train.momentum(0.1, 0.5, true),
  rmsprop: () => tf.train.rmsprop(0.01),
  'rmsprop with momentum': () => tf.train.rmsprop(0.01, 0.8, 0.5, 1e-6),
  'rmsprop centered': () => tf.train.rmsprop(0.01, 0.9, 0, 1e-7, true),
  adam: () => tf.train.adam(0.01),
  'adam with other settings': () => tf.train.adam(0.02, 0.8, 0.95, 1e-8),
};

/** Some steps, each with gradients for some of the weights in some order, as an array or by name. */
function optimizerSteps(chance: Chance): RandomCall {
  const name = chance.pick(...Object.keys(OPTIMIZERS));
  const dtype = chance.happens(0.97) ? 'float32' : 'int32';
  const starts = [0, 1, 2].map(() => array(chance, shapeOf(chance), dtype));
  const shapes = starts.map((start) => start.make().shape);
  const steps = Array.from({ length: chance.whole(1, 4) }, () => ({
    isByName: chance.happens(0.2),
    gradients: [0, 1, 2]
      .filter(() => chance.happens(0.9))
      .map((place) => {
        const shape = chance.happens(0.97) ? shapes[place] : [...shapes[place]].reverse();
        return { place, gradient: chance.happens(0.95) ? array(chance, shape) : undefined };
      }),
  }));
  const words = steps.map(({ isByName, gradients }) =>
    [
      isByName ? 'by name' : 'in order',
      ...gradients.map(({ place, gradient }) => `${place}: ${gradient?.words ?? 'none'}`),
    ].join(' '),
  );
  const run = () => {
    const optimizer = OPTIMIZERS[name]();
    const variables = starts.map((start) => tf.variable(start.make()));
    try {
      for (const { isByName, gradients } of steps) {
        const named = gradients.map(({ place, gradient }) => ({
          name: variables[place].name,
          tensor: gradient?.make() ?? (null as unknown as tf.Tensor),
        }));
        const byName = Object.fromEntries(named.map((item) => [item.name, item.tensor]));
        const target = optimizer as unknown as { applyGradients: (gradients: object) => void };
        target.applyGradients(isByName ? byName : named);
      }
      return variables.map((variable) => variable.clone());
    } finally {
      optimizer.dispose();
      variables.forEach((variable) => variable.dispose());
    }
  };
  const first = starts.map((start) => start.words).join(', ');
  return { words: `${name} from ${first}; ${words.join('; ')}`, run };
}

/** Makers of random calls, by name. */
export const RANDOM_CALLS: Readonly<Record<string, (chance: Chance) => RandomCall>> = {
  convolution,
  fusedConvolution,
  transposedConvolution,
  convolutionLayer,
  denseLayer,
  matrixProduct,
  addition,
  total,
  rectifier,
  pooling,
  optimizerSteps,
};
