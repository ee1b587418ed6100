import { withScaleAndCenter, type Normalization } from './normalization';
import { layerPrototype, replaceMethod, type CallArguments, type CallResult, type Tf } from './tf';

interface LayerNormalization extends Normalization {
  readonly axis: readonly number[];
}

/** Goes back through a layer normalization without scale or center, at which TensorFlow.js fails. */
export function mendLayerNormalization(tf: Tf): void {
  const prototype = layerPrototype(tf, 'LayerNormalization');
  replaceMethod<LayerNormalization, CallArguments, CallResult>(
    prototype,
    'call',
    (own, layer, inputs, kwargs) => {
      const [{ shape }] = [inputs].flat();
      const lengths = layer.axis.map((axis) => shape[axis]);
      return own(withScaleAndCenter(tf, layer, lengths), inputs, kwargs);
    },
  );
}
