import { plural } from '../../plural';
import type { LayerShape } from '../../insight/describeLayers';
import { isFlat, kindOf, ownFunction, shownName, shownParams, shownShape } from './layerKinds';
import { type Bilingual } from '../parts/words';

/** Stands below the drawing of a network. */
export const NOTE: Bilingual = {
  en: 'Below each layer: shape of its output, parameters',
  ja: '各層の下: 出力の形、パラメーターの数',
};

/** Returns how large a network is: `18 layers, 17,403,430 parameters`. An input layer does nothing and is not counted. */
export function networkSize(layers: readonly LayerShape[]): Bilingual {
  const count = layers.filter((layer) => kindOf(layer) !== 'input').length;
  const params = shownParams(layers.reduce((sum, layer) => sum + layer.params, 0));
  return { en: `${plural(count, 'layer')}, ${params.en}`, ja: `${count} 層、${params.ja}` };
}

/** Returns in words what the drawing of a network shows: its size, its layers in their order, and those in full color. */
export function describeNetwork(
  layers: readonly LayerShape[],
  highlight?: readonly number[],
): Bilingual {
  if (layers.length === 0)
    return {
      en: 'A network without layers, drawn as an empty box',
      ja: '層のないネットワーク。空の箱として描いてあります',
    };
  const size = networkSize(layers);
  const input = describeInput(layers[0]);
  const chain = layers
    .filter((layer) => kindOf(layer) !== 'input')
    .map(describeLayer)
    .join(' → ');
  const strong = describeHighlight(layers, highlight);
  return {
    en: `A network of ${size.en}: ${input.en}${chain}${strong.en}`,
    ja: `ネットワーク (${size.ja}): ${input.ja}${chain}${strong.ja}`,
  };
}

function describeInput(first: LayerShape): Bilingual {
  const shape = kindOf(first) === 'input' ? first.outputShape : first.inputShape;
  return shape
    ? { en: `input ${shownShape(shape)} → `, ja: `入力 ${shownShape(shape)} → ` }
    : { en: '', ja: '' };
}

function describeLayer(layer: LayerShape): string {
  if (isFlat(kindOf(layer))) return shownName(layer);
  const applied = ownFunction(layer);
  return `${shownName(layer)} ${shownShape(layer.outputShape)}${applied ? ` + ${applied}` : ''}`;
}

function describeHighlight(
  layers: readonly LayerShape[],
  highlight?: readonly number[],
): Bilingual {
  if (!highlight) return { en: '', ja: '' };
  const names = layers.filter((_, index) => highlight.includes(index)).map(({ name }) => name);
  if (names.length === 0) return { en: '. All layers are pale', ja: '。どの層も淡い色です' };
  return { en: `. In full color: ${names.join(', ')}`, ja: `。濃い色の層: ${names.join('、')}` };
}
