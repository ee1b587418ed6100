import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applyMatrix,
  colorDistance,
  lightnessOf,
  mixColors,
  parseHex,
  tintMatrix,
  toHex,
  type Rgb,
} from '../../../src/tools/drawings/colors';

const near = (actual: readonly number[], expected: readonly number[], tolerance: number): void => {
  actual.forEach((value, index) =>
    assert.ok(
      Math.abs(value - expected[index]) <= tolerance,
      `${actual.join()} is not near ${expected.join()}`,
    ),
  );
};

test("parseHex() and toHex() are each other's inverse, and toHex() brings numbers inside 0-255", () => {
  assert.deepEqual(parseHex('#12abf0'), [0x12, 0xab, 0xf0]);
  assert.equal(toHex(parseHex('#12abf0')), '#12abf0');
  assert.equal(toHex([-20, 300, 127.6]), '#00ff80');
});

test('mixColors() goes from the first color to the second', () => {
  assert.equal(mixColors('#000000', '#ffffff', { share: 0 }), '#000000');
  assert.equal(mixColors('#000000', '#ffffff'), '#808080');
  assert.equal(mixColors('#102030', '#506070', { share: 1 }), '#506070');
});

test('lightnessOf() and colorDistance() give the CIE values of known colors', () => {
  near(
    [lightnessOf([0, 0, 0]), lightnessOf([255, 255, 255]), lightnessOf([255, 0, 0])],
    [0, 100, 53.24],
    0.02,
  );
  near([colorDistance([0, 0, 0], [255, 255, 255])], [100], 0.02);
  // Red is L*a*b* 53.24, 80.09, 67.20 and green 87.73, -86.18, 83.18 under D65
  near([colorDistance([255, 0, 0], [0, 255, 0])], [170.58], 0.1);
});

test('tintMatrix() changes nothing at 0, 1, 1; keeps gray gray; and a half turn of the hue twice is a whole one', () => {
  const color: Rgb = [200, 90, 40];
  near(applyMatrix(tintMatrix({ hue: 0, saturation: 1, brightness: 1 }), color), color, 1e-9);
  near(
    applyMatrix(tintMatrix({ hue: 73, saturation: 0.4, brightness: 1 }), [90, 90, 90]),
    [90, 90, 90],
    0.2,
  );
  const half = tintMatrix({ hue: 180, saturation: 1, brightness: 1 });
  near(applyMatrix(half, applyMatrix(half, [120, 110, 100])), [120, 110, 100], 0.5);
});

test('tintMatrix() without saturation leaves the brightness alone', () => {
  const gray = 0.213 * 200 + 0.715 * 90 + 0.072 * 40;
  near(
    applyMatrix(tintMatrix({ hue: 0, saturation: 0, brightness: 1 }), [200, 90, 40]),
    [gray, gray, gray],
    1e-9,
  );
});
