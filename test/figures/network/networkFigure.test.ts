import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Figure } from '../../../src/figures/parts/figure';
import { networkFigure } from '../../../src/figures/network/networkFigure';
import { describeLayers, type LayerShape } from '../../../src/insight/describeLayers';
import { buildNetwork } from '../../../src/network/buildNetwork';

const conv = {
  className: 'Conv2D',
  name: 'conv',
  inputShape: [100, 100, 3],
  outputShape: [100, 100, 32],
  params: 896,
};
const relu = {
  className: 'Activation',
  name: 'relu',
  outputShape: [100, 100, 32],
  params: 0,
  activation: 'relu',
};
const pool = { className: 'MaxPooling2D', name: 'pool', outputShape: [50, 50, 32], params: 0 };
const dropout = { className: 'Dropout', name: 'dropout', outputShape: [50, 50, 32], params: 0 };
const flatten = { className: 'Flatten', name: 'flatten', outputShape: [80000], params: 0 };
const dense = { className: 'Dense', name: 'dense', outputShape: [6], params: 480006 };
const softmax = {
  className: 'Activation',
  name: 'softmax',
  outputShape: [6],
  params: 0,
  activation: 'softmax',
};
const layers: readonly LayerShape[] = [conv, relu, pool, dropout, flatten, dense, softmax];

interface Drawn {
  name: string;
  path: string;
  fillcolor: string;
  xanchor: number;
  line: { dash?: string };
}
interface Written {
  text: string;
  x: number;
  y: number;
  showarrow: boolean;
  font: { color: string };
}

// Plotly's own types are unions of dozens of traces
const layout = (figure: Figure) => figure.layout as any;
const shapes = (figure: Figure) => layout(figure).shapes as Drawn[];
const annotations = (figure: Figure) => layout(figure).annotations as Written[];
const texts = (figure: Figure) =>
  annotations(figure)
    .filter(({ showarrow }) => !showarrow)
    .map(({ text }) => text);
const fronts = (figure: Figure) => shapes(figure).filter(({ name }) => name.endsWith(' front'));
const front = (figure: Figure, layer: number | 'input') =>
  fronts(figure).find(({ name }) => name === `${layer} front`)!;

/** Screen pixels that a face takes across and up. */
function size({ path }: Drawn): { width: number; height: number } {
  const points = [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);
  const span = (axis: number) =>
    Math.max(...points.map((point) => point[axis])) -
    Math.min(...points.map((point) => point[axis]));
  return { width: span(0), height: span(1) };
}

test('networkFigure() draws each layer once, and the input before them', () => {
  const figure = networkFigure(layers);
  assert.deepEqual(
    fronts(figure)
      .map(({ name }) => name)
      .sort(),
    ['0', '1', '2', '3', '4', '5', '6', 'input'].map((name) => `${name} front`),
  );
  const anchors = ['input', 0, 2, 4, 5, 6] as const;
  const places = anchors.map((layer) => front(figure, layer).xanchor);
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
    'from left to right',
  );
  assert.deepEqual(
    [front(figure, 1).xanchor, front(figure, 3).xanchor],
    [front(figure, 0).xanchor, front(figure, 2).xanchor],
    'plates stand on what they change',
  );
});

test('networkFigure() draws maps as high as their rows, thicker for more channels, and units by their number', () => {
  const figure = networkFigure(layers);
  const [input, first, pooled, flat, last] = (['input', 0, 2, 4, 5] as const).map((layer) =>
    size(front(figure, layer)),
  );
  assert.equal(input.height, first.height);
  assert.ok(Math.abs(pooled.height / first.height - 0.5) < 0.01);
  assert.ok(
    first.width > 2 * input.width && first.width < (32 / 3) * input.width,
    'not as steep as the channels themselves',
  );
  assert.equal(pooled.width, first.width);
  assert.ok(flat.height > first.height && last.height < flat.height && flat.width < last.width);
  assert.equal(size(front(figure, 1)).height, first.height);
});

test('networkFigure() tells shapes and parameters', () => {
  const shown = texts(networkFigure(layers));
  for (const text of [
    'Input<br>入力',
    '100x100x3',
    'Below each layer: shape of its output, parameters<br>各層の下: 出力の形、パラメーターの数',
    'Conv2D<br>+ ReLU',
    '100x100x32',
    '896',
    'Max<br>Pooling2D<br>+ Dropout',
    '80,000',
    '480,006',
    'softmax',
  ]) {
    assert.ok(shown.includes(text), text);
  }
  assert.ok(shown.includes('7 layers, 480,902 parameters<br>7 層、パラメーター 480,902 個'));
  assert.deepEqual(shown.slice(-8, -1), [
    'Convolution / 畳み込み',
    'ReLU',
    'Pooling / プーリング',
    'Dropout / ドロップアウト',
    'Flatten / 平坦化',
    'Dense / 全結合',
    'Softmax / ソフトマックス',
  ]);
});

test('networkFigure() tells each kind of layer by a color of its own, and the same kind by the same', () => {
  const figure = networkFigure([...layers, { ...dense, name: 'dense2' }]);
  const colors = [0, 1, 2, 3, 4, 5, 6].map((layer) => front(figure, layer).fillcolor);
  assert.equal(new Set(colors).size, 7);
  assert.equal(front(figure, 7).fillcolor, colors[5]);
  const legend = shapes(figure)
    .filter(({ name }) => name === 'legend')
    .map(({ fillcolor }) => fillcolor);
  assert.deepEqual(legend, colors);
});

test('networkFigure() tells in both languages what it shows', () => {
  assert.equal(
    networkFigure(layers).alt,
    'A network of 7 layers, 480,902 parameters: input 100x100x3 → Conv2D 100x100x32 → ReLU → MaxPooling2D 50x50x32 → Dropout → Flatten 80,000 → Dense 6 → softmax 6 / ' +
      'ネットワーク (7 層、パラメーター 480,902 個): 入力 100x100x3 → Conv2D 100x100x32 → ReLU → MaxPooling2D 50x50x32 → Dropout → Flatten 80,000 → Dense 6 → softmax 6',
  );
  const titled = networkFigure(layers, { title: { en: 'All', ja: '全体' } });
  assert.match(titled.alt, /^All: A network .* \/ 全体: ネットワーク/);
  assert.equal(layout(titled).title.text, 'All<br>全体');
  assert.match(
    networkFigure(layers, { highlight: [5, 6] }).alt,
    /\. In full color: dense, softmax \/ .*。濃い色の層: dense、softmax$/,
  );
  assert.equal(networkFigure(layers, { alt: 'mine' }).alt, 'mine');
});

test('networkFigure() makes all layers pale but the ones to highlight', () => {
  const [plain, strong] = [networkFigure(layers), networkFigure(layers, { highlight: [1, 5] })];
  const same = [0, 1, 2, 3, 4, 5, 6].filter(
    (layer) => front(plain, layer).fillcolor === front(strong, layer).fillcolor,
  );
  assert.deepEqual(same, [1, 5]);
  const light = (color: string) =>
    parseInt(color.slice(1, 3), 16) +
    parseInt(color.slice(3, 5), 16) +
    parseInt(color.slice(5, 7), 16);
  for (const layer of ['input', 0, 2, 3, 4, 6] as const)
    assert.ok(light(front(strong, layer).fillcolor) > light(front(plain, layer).fillcolor));
  const ink = (figure: Figure, text: string) =>
    annotations(figure).find((annotation) => annotation.text === text)!.font.color;
  assert.equal(ink(strong, '100x100x32'), ink(plain, '100x100x32'));
  assert.notEqual(ink(strong, '80,000'), ink(plain, '80,000'));
});

test('networkFigure() draws an empty network as an empty box', () => {
  const figure = networkFigure([]);
  assert.deepEqual(
    shapes(figure).map(({ name, line }) => [name, line.dash]),
    [['box', 'dash']],
  );
  assert.deepEqual(texts(figure), ['empty<br>空の箱']);
  assert.equal(
    figure.alt,
    'A network without layers, drawn as an empty box / 層のないネットワーク。空の箱として描いてあります',
  );
});

test('networkFigure() puts layers into the box and leaves the input outside', () => {
  const figure = networkFigure([conv]);
  const box = shapes(figure).find(({ name }) => name === 'box')!;
  const walls = [...box.path.matchAll(/(-?[\d.]+),/g)].map(([, x]) => Number(x)).slice(1, 4);
  assert.ok(
    front(figure, 'input').xanchor < walls[0] &&
      front(figure, 0).xanchor > walls[0] &&
      front(figure, 0).xanchor < walls[2],
  );
  assert.equal(
    annotations(figure).filter(({ showarrow }) => showarrow).length,
    2,
    'an arrow in and one out',
  );
  assert.ok(texts(figure).includes('1 layer, 896 parameters<br>1 層、パラメーター 896 個'));
});

test('networkFigure() draws the function that a layer applies by itself', () => {
  const figure = networkFigure([
    { ...conv, activation: 'relu' },
    { ...dense, activation: 'softmax' },
  ]);
  assert.equal(fronts(figure).length, 5);
  const shown = texts(figure);
  assert.ok(shown.includes('Conv2D<br>+ ReLU') && shown.includes('Dense<br>+ softmax'));
  assert.deepEqual(shown.slice(-5, -1), [
    'Convolution / 畳み込み',
    'ReLU',
    'Dense / 全結合',
    'Softmax / ソフトマックス',
  ]);
  assert.match(figure.alt, /Conv2D 100x100x32 \+ ReLU → Dense 6 \+ softmax/);
});

test('networkFigure() takes an input layer for the input, and does without an input', () => {
  const named = networkFigure([
    {
      className: 'InputLayer',
      name: 'in',
      inputShape: [100, 100, 3],
      outputShape: [100, 100, 3],
      params: 0,
    },
    relu,
    conv,
  ]);
  assert.equal(fronts(named).length, 3);
  assert.ok(
    texts(named).includes('Input<br>入力') &&
      texts(named).includes('2 layers, 896 parameters<br>2 層、パラメーター 896 個'),
  );
  assert.match(named.alt, /: input 100x100x3 → ReLU → Conv2D 100x100x32 \//);
  const without = networkFigure([pool, dropout]);
  assert.equal(fronts(without).length, 2);
  assert.match(without.alt, /: MaxPooling2D 50x50x32 → Dropout \//);
});

test("networkFigure() draws the series' network in one row that a narrow page has room for", () => {
  const model = buildNetwork();
  const figure = networkFigure(describeLayers(model));
  model.dispose();
  assert.equal(fronts(figure).length, 19);
  assert.equal(
    new Set(
      annotations(figure)
        .filter(({ showarrow }) => showarrow)
        .map(({ y }) => y),
    ).size,
    1,
  );
  const [left, right] = layout(figure).xaxis.range;
  assert.ok(right - left <= 676);
});

test('networkFigure() breaks a long row, and keeps every block apart from the next', () => {
  const many = Array.from({ length: 20 }, (_, index) => ({ ...conv, name: `conv${index}` }));
  const bottoms = new Map<number, number[]>();
  for (const { path, xanchor } of fronts(networkFigure(many)).filter(
    ({ name }) => name !== 'input front',
  )) {
    const bottom = Number(path.match(/^M[^,]+,(-?[\d.]+)/)![1]);
    bottoms.set(bottom, [...(bottoms.get(bottom) ?? []), xanchor]);
  }
  assert.ok(bottoms.size > 1);
  for (const places of bottoms.values())
    assert.ok(places.every((x, index) => index === 0 || x - places[index - 1] >= 65));
});

test('networkFigure() shows the details of each block to the pointer', () => {
  const [{ text }] = networkFigure(layers).data as { text: string[] }[];
  assert.deepEqual(text.slice(0, 2), [
    'Input / 入力: 100x100x3',
    'conv: Conv2D, 100x100x32, 896 parameters / パラメーター 896 個<br>relu: ReLU, 100x100x32',
  ]);
  assert.equal(text.length, 6);
});

test('networkFigure() refuses shapes that nothing can have, and layers that are not there', () => {
  const shaped = (outputShape: number[]) => () => networkFigure([{ ...pool, outputShape }]);
  assert.throws(shaped([]), {
    name: 'TypeError',
    message:
      "Layer 'pool' has the shape []; networkFigure() draws [units], [height, width] or [height, width, channels], without the axis of pictures",
  });
  assert.throws(shaped([1, 50, 50, 32]), {
    name: 'TypeError',
    message: /without the axis of pictures$/,
  });
  for (const shape of [[0, 50, 32], [50, -1, 32], [2.5], [Number.NaN, 50], [Infinity]]) {
    assert.throws(shaped(shape), {
      name: 'RangeError',
      message:
        /has the shape \[.*\]; networkFigure\(\) draws lengths that are whole numbers of at least 1$/,
    });
  }
  assert.throws(() => networkFigure([{ ...pool, inputShape: [0] }]), { name: 'RangeError' });
  assert.throws(() => networkFigure([{ ...pool, params: -1 }]), {
    name: 'RangeError',
    message: "Layer 'pool' has -1 parameters; give a whole number of at least 0",
  });
  for (const index of [7, -1, 0.5]) {
    assert.throws(() => networkFigure(layers, { highlight: [0, index] }), {
      name: 'RangeError',
      message: `There is no layer ${index} to highlight; give whole numbers from 0 to 6`,
    });
  }
  assert.throws(() => networkFigure([], { highlight: [0] }), {
    name: 'RangeError',
    message: 'There is no layer 0 to highlight; but the network has no layers',
  });
});

test('networkFigure() does not change its input, and draws the same again', () => {
  const before = structuredClone(layers);
  const highlight = Object.freeze([1, 2]);
  const first = networkFigure(layers, { highlight });
  assert.deepEqual(layers, before);
  assert.deepEqual(JSON.stringify(networkFigure(layers, { highlight })), JSON.stringify(first));
});
