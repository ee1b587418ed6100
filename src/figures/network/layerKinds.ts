import type { LayerShape } from '../../insight/describeLayers';
import { longNumber } from '../parts/numbers';
import type { Bilingual } from '../parts/words';

export type LayerKind =
  | 'input'
  | 'convolution'
  | 'activation'
  | 'pooling'
  | 'dropout'
  | 'flatten'
  | 'dense'
  | 'softmax'
  | 'other';

const CLASS_KINDS: readonly (readonly [RegExp, LayerKind])[] = [
  [/^InputLayer$/, 'input'],
  [/^Softmax$/, 'softmax'],
  [/ReLU|^ELU$/, 'activation'],
  [/Conv/, 'convolution'],
  [/Pooling/, 'pooling'],
  [/Dropout/, 'dropout'],
  [/^Flatten$/, 'flatten'],
  [/^Dense$/, 'dense'],
];

/** Returns the kind of a layer, by Keras's name for its class. */
export function kindOf({ className, activation }: LayerShape): LayerKind {
  if (className === 'Activation') return activation === 'softmax' ? 'softmax' : 'activation';
  return CLASS_KINDS.find(([pattern]) => pattern.test(className))?.[1] ?? 'other';
}

/** Whether layers of this kind change the numbers only, so that they are drawn flat on what they change. */
export function isFlat(kind: LayerKind): boolean {
  return kind === 'activation' || kind === 'dropout';
}

/** Returns the name by which a reader knows a layer: an activation's function, or else the class. */
export function shownName({ className, activation }: LayerShape): string {
  return className === 'Activation' && activation !== undefined
    ? functionName(activation)
    : className;
}

/** Returns the function that a convolution, dense or other layer applies by itself, if it does. */
export function ownFunction(layer: LayerShape): string | undefined {
  if (layer.activation === undefined || layer.className === 'Activation') return undefined;
  return functionName(layer.activation);
}

/** Keras writes `relu`; everyone else writes ReLU. */
function functionName(activation: string): string {
  return activation === 'relu' ? 'ReLU' : activation;
}

/**
 * Returns a shape as it is read aloud.
 *
 * @example
 * shownShape([98, 98, 32]) //=> '98x98x32'
 */
export function shownShape(shape: readonly number[]): string {
  return shape.length === 1 ? longNumber(shape[0]) : shape.join('x');
}

/** Returns how many parameters there are, in words. */
export function shownParams(params: number): Bilingual {
  return {
    en: `${longNumber(params)} ${params === 1 ? 'parameter' : 'parameters'}`,
    ja: `パラメーター ${longNumber(params)} 個`,
  };
}
