import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Figure } from '../../../src/figures/parts/figure';
import { networkFigure } from '../../../src/figures/network/networkFigure';
import { describeLayers, type LayerShape } from '../../../src/insight/describeLayers';
import { buildNetwork } from '../../../src/network/buildNetwork';
import { noBrowser } from '../../browser';
import { openPlotlyPage, type PlotlyPage, type Rect } from '../plotlyPage';
import { assertApart } from '../rects';
import { tracesOf } from '../samples';

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

type Part = number | 'input' | 'box';

/** What stands where: each layer by its front, which carries the layer's index for a name, or `input`. */
async function place(plotly: PlotlyPage, figure: Figure) {
  const { shapes, texts, arrows } = await plotly.place(figure, 720);
  const fronts = shapes.filter(({ name }) => name.endsWith(' front'));
  const part = (wanted: Part) => {
    const name = wanted === 'box' ? 'box' : `${wanted} front`;
    const found = shapes.find((shape) => shape.name === name);
    assert.ok(found, name);
    return { ...found, width: found.right - found.left, height: found.bottom - found.top };
  };
  const legend = shapes.filter(({ name }) => name === 'legend').map(({ fill }) => fill);
  return { shapes, fronts, part, texts, arrows, legend, words: texts.map(({ text }) => text) };
}

describe('networkFigure(), drawn', { skip: noBrowser }, () => {
  let plotly: PlotlyPage;
  before(async () => {
    plotly = await openPlotlyPage();
  });
  after(() => plotly?.close());

  test('networkFigure() draws each layer once, from left to right, and the input before them', async () => {
    const { fronts, part } = await place(plotly, networkFigure(layers));
    assert.deepEqual(
      fronts.map(({ name }) => name).sort(),
      ['0', '1', '2', '3', '4', '5', '6', 'input'].map((name) => `${name} front`),
    );
    const row = (['input', 0, 1, 2, 3, 4, 5, 6] as const).map(part);
    for (const [index, { left }] of row.entries())
      assert.ok(
        index === 0 || left >= row[index - 1].right - 1.5,
        'each begins where the last ends',
      );
    for (const flat of [1, 3])
      assert.ok(part(flat).left - part(flat - 1).right < 1, 'flat layers lie on what they change');
  });

  test('networkFigure() draws maps as high as their rows, thicker for more channels, and units by their number', async () => {
    const { part } = await place(plotly, networkFigure(layers));
    const [input, first, pooled, flat, last] = (['input', 0, 2, 4, 5] as const).map(part);
    assert.ok(isAbout(input.height, first.height) && isAbout(part(1).height, first.height));
    assert.ok(isAbout(pooled.height, first.height / 2) && isAbout(pooled.width, first.width));
    assert.ok(
      first.width > 2 * input.width && first.width < (32 / 3) * input.width,
      'not as steep as the channels themselves',
    );
    assert.ok(flat.height > first.height && last.height < flat.height && flat.width < last.width);
  });

  test('networkFigure() tells shapes and parameters below each layer', async () => {
    const { words, texts, part } = await place(plotly, networkFigure(layers));
    for (const text of [
      'Input 入力',
      '100x100x3',
      'Conv2D + ReLU',
      '100x100x32',
      '896',
      'Max Pooling2D + Dropout',
      '80,000',
      '480,006',
      'softmax',
      '7 layers, 480,902 parameters 7 層、パラメーター 480,902 個',
      'Below each layer: shape of its output, parameters 各層の下: 出力の形、パラメーターの数',
    ])
      assert.ok(words.includes(text), text);
    const middle = ({ left, right }: Rect) => (left + right) / 2;
    const below = texts.find(({ text }) => text === '480,006');
    assert.ok(below && Math.abs(middle(below) - middle(part(5))) < 10);
    assert.ok(below.top > part(5).bottom);
    assertApart(texts);
  });

  test('networkFigure() tells each kind of layer by a color of its own, and the same kind by the same', async () => {
    const figure = networkFigure([...layers, { ...dense, name: 'dense2' }]);
    const { part, legend, words } = await place(plotly, figure);
    const colors = [0, 1, 2, 3, 4, 5, 6].map((layer) => part(layer).fill);
    assert.equal(new Set(colors).size, 7);
    assert.equal(part(7).fill, colors[5]);
    assert.deepEqual(legend, colors);
    const named = [
      'Convolution / 畳み込み',
      'ReLU',
      'Pooling / プーリング',
      'Dropout / ドロップアウト',
      'Flatten / 平坦化',
      'Dense / 全結合',
      'Softmax / ソフトマックス',
    ];
    assert.deepEqual(
      words.filter((text) => named.includes(text)),
      named,
    );
  });

  test('networkFigure() makes all layers pale but the ones to highlight', async () => {
    const plain = await place(plotly, networkFigure(layers));
    const strong = await place(plotly, networkFigure(layers, { highlight: [1, 5] }));
    const lightness = (fill: string) =>
      (fill.match(/[\d.]+/g) ?? []).slice(0, 3).reduce((sum, level) => sum + Number(level), 0);
    for (const layer of [1, 5]) assert.equal(strong.part(layer).fill, plain.part(layer).fill);
    for (const layer of ['input', 0, 2, 3, 4, 6] as const)
      assert.ok(lightness(strong.part(layer).fill) > lightness(plain.part(layer).fill), `${layer}`);
    const ink = ({ texts }: typeof plain, words: string) =>
      texts.find(({ text }) => text === words)?.color;
    assert.equal(ink(strong, '100x100x32'), ink(plain, '100x100x32'));
    assert.notEqual(ink(strong, '80,000'), ink(plain, '80,000'));
  });

  test('networkFigure() draws an empty network as an empty box', async () => {
    const figure = networkFigure([]);
    const { shapes, words, arrows } = await place(plotly, figure);
    assert.deepEqual(
      shapes.map(({ name }) => name),
      ['box'],
    );
    assert.deepEqual([words, arrows], [['empty 空の箱'], []]);
    assert.equal(
      figure.alt,
      'A network without layers, drawn as an empty box / 層のないネットワーク。空の箱として描いてあります',
    );
  });

  test('networkFigure() puts layers into the box and leaves the input outside', async () => {
    const { part, arrows, words } = await place(plotly, networkFigure([conv]));
    // The flaps of the box reach out
    const flap = 22;
    assert.ok(part('input').right < part('box').left + flap);
    assert.ok(part(0).left > part('box').left + flap && part(0).right < part('box').right - flap);
    assert.equal(arrows.length, 2, 'an arrow in and one out');
    assert.ok(words.includes('1 layer, 896 parameters 1 層、パラメーター 896 個'));
  });

  test('networkFigure() draws the function that a layer applies by itself', async () => {
    const figure = networkFigure([
      { ...conv, activation: 'relu' },
      { ...dense, activation: 'softmax' },
    ]);
    const { fronts, words, legend } = await place(plotly, figure);
    assert.equal(fronts.length, 5);
    for (const text of ['Conv2D + ReLU', 'Dense + softmax', 'ReLU', 'Softmax / ソフトマックス'])
      assert.ok(words.includes(text), text);
    assert.equal(legend.length, 4);
    assert.match(figure.alt, /Conv2D 100x100x32 \+ ReLU → Dense 6 \+ softmax/);
  });

  test('networkFigure() takes an input layer for the input, and does without an input', async () => {
    const input = {
      className: 'InputLayer',
      name: 'in',
      inputShape: [100, 100, 3],
      outputShape: [100, 100, 3],
      params: 0,
    };
    const named = networkFigure([input, relu, conv]);
    const { fronts, words } = await place(plotly, named);
    assert.equal(fronts.length, 3);
    assert.ok(words.includes('Input 入力'));
    assert.ok(words.includes('2 layers, 896 parameters 2 層、パラメーター 896 個'));
    assert.match(named.alt, /: input 100x100x3 → ReLU → Conv2D 100x100x32 \//);
    const without = networkFigure([pool, dropout]);
    assert.equal((await place(plotly, without)).fronts.length, 2);
    assert.match(without.alt, /: MaxPooling2D 50x50x32 → Dropout \//);
  });

  test("networkFigure() draws the series' network in one row that a narrow page has room for", async () => {
    const model = buildNetwork();
    const { fronts, arrows, texts } = await place(plotly, networkFigure(describeLayers(model)));
    model.dispose();
    assert.equal(fronts.length, 19);
    assert.equal(new Set(arrows.map(({ head }) => Math.round(head.top))).size, 1);
    assert.ok([...fronts, ...texts].every(({ left, right }) => left >= 0 && right <= 720));
    assertApart(texts);
  });

  test('networkFigure() breaks a long row, and keeps every block and text apart from the next', async () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ ...conv, name: `conv${index}` }));
    const { fronts, texts } = await place(plotly, networkFigure(many));
    assert.ok(new Set(fronts.map(({ bottom }) => Math.round(bottom))).size > 1);
    assertApart(fronts);
    assertApart(texts);
  });
});

function isAbout(first: number, second: number): boolean {
  return Math.abs(first - second) < 0.02 * second;
}

test('networkFigure() tells in both languages what it shows', () => {
  assert.equal(
    networkFigure(layers).alt,
    'A network of 7 layers, 480,902 parameters: input 100x100x3 → Conv2D 100x100x32 → ReLU → MaxPooling2D 50x50x32 → Dropout → Flatten 80,000 → Dense 6 → softmax 6 / ' +
      'ネットワーク (7 層、パラメーター 480,902 個): 入力 100x100x3 → Conv2D 100x100x32 → ReLU → MaxPooling2D 50x50x32 → Dropout → Flatten 80,000 → Dense 6 → softmax 6',
  );
  const titled = networkFigure(layers, { title: { en: 'All', ja: '全体' } });
  assert.match(titled.alt, /^All: A network .* \/ 全体: ネットワーク/);
  assert.equal(titled.layout.title?.text, 'All<br>全体');
  assert.match(
    networkFigure(layers, { highlight: [5, 6] }).alt,
    /\. In full color: dense, softmax \/ .*。濃い色の層: dense、softmax$/,
  );
  assert.equal(networkFigure(layers, { alt: 'mine' }).alt, 'mine');
});

test('networkFigure() shows the details of each block to the pointer', () => {
  const [{ text = [] }] = tracesOf(networkFigure(layers), 'scatter');
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
  const original = structuredClone(layers);
  const highlight = Object.freeze([1, 2]);
  const first = networkFigure(layers, { highlight });
  assert.deepEqual(layers, original);
  assert.deepEqual(JSON.stringify(networkFigure(layers, { highlight })), JSON.stringify(first));
});
