import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { creatureFilter } from '../../../src/tools/drawings/creatureFilter';

const black = '<path fill="#000000" d="M20 20h29v60h-29zM51 20h29v60h-29z"/>';

/** The red, green, blue and alpha at places of two black halves, 2 apart at x = 50, seen through the filter. */
async function filtered(
  options: Parameters<typeof creatureFilter>[0],
  places: readonly (readonly [number, number])[],
): Promise<number[][]> {
  const body = `${creatureFilter(options)}<g filter="url(#scene-creature)">${black}</g>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100" viewBox="0 0 100 100">${body}</svg>`;
  const pixels = await sharp(Buffer.from(svg)).raw().toBuffer();
  return places.map(([x, y]) => [...pixels.subarray((y * 100 + x) * 4, (y * 100 + x) * 4 + 4)]);
}

test('creatureFilter() fills narrow gaps and leaves the shape and the rest alone', async () => {
  const [gap, shape, outside] = await filtered({ gapColor: '#00ff00' }, [
    [49, 50],
    [35, 50],
    [5, 5],
  ]);
  assert.deepEqual(gap, [0, 255, 0, 255]);
  assert.deepEqual(shape, [0, 0, 0, 255]);
  assert.deepEqual(outside, [0, 0, 0, 0]);
});

test('creatureFilter() draws a rim just outside the shape', async () => {
  const [rim, shape, far] = await filtered({ rim: '#ff0000' }, [
    [19, 50],
    [22, 50],
    [14, 50],
  ]);
  assert.ok(rim[0] > 150 && rim[1] < 60, rim.join());
  assert.deepEqual(shape, [0, 0, 0, 255]);
  assert.ok(far[3] < 10, far.join());
});

test('creatureFilter() casts a soft shadow below', async () => {
  const [below, above] = await filtered({}, [
    [35, 80],
    [35, 18],
  ]);
  assert.ok(below[3] > 20 && below[3] < 130, below.join());
  assert.ok(above[3] < below[3] / 3, above.join());
});
