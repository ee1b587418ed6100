import { between, withProbability, pick, type Random } from './random';
import { mixColors, nearColor } from './colors';
import type { Scene } from './scene';
import {
  backdrop,
  bar,
  circle,
  disc,
  fir,
  flower,
  gradient,
  land,
  pickColor,
  scatter,
  stone,
  type Range,
  type Spot,
} from './sceneryShapes';

export function meadow(random: Random): Scene {
  const grass = pickColor(random, ['#86c166', '#9ccb5f', '#74b56b', '#b3cf68']);
  const air = pickColor(random, ['#bfe4f5', '#d3ecf0', '#fbe9c9', '#cfe3f7']);
  const shade = mixColors(grass, '#2f6b3a', { share: 0.3 });
  const petals = pickColor(random, ['#ffffff', '#f6a5c0', '#f7d154', '#b9a5ea']);
  const back = [
    backdrop([air, mixColors(air, '#ffffff', { share: 0.7 })]),
    land(random, { y: between(random, [44, 54]), swing: 6, fill: mixColors(grass, air) }),
    gradient('near', [grass, shade]),
    land(random, { y: between(random, [58, 66]), swing: 4, fill: 'url(#scene-near)' }),
    scatter(random, {
      count: 9,
      x: [2, 98],
      y: [72, 97],
      size: [1, 1.8],
      draw: (spot) => flower({ ...spot, color: petals }),
    }),
  ];
  return {
    back: back.join(''),
    tones: [air, grass],
    floor: between(random, [82, 90]),
    covers: ['grass', 'stone', 'leaf', 'bush'],
    coverColor: shade,
  };
}

export function garden(random: Random): Scene {
  const fence = pickColor(random, ['#f2dfc2', '#e9d3d0', '#dbe3d2', '#d8e0ea']);
  const hedge = pickColor(random, ['#7fae6a', '#6a9f74', '#93b265']);
  const slat = (index: number): string =>
    bar({
      x: index * 12 - 2,
      y: 26,
      width: 8,
      height: 40,
      round: 3,
      fill: nearColor(random, fence, { spread: 4 }),
    });
  const bush = (spot: Spot): string => circle({ ...spot, fill: nearColor(random, hedge) });
  const blossom = (spot: Spot): string =>
    flower({ ...spot, color: pick(random, ['#f7b2c4', '#ffffff', '#f8d568', '#c7b0ee']) });
  const back = [
    backdrop(['#cfe7f2', '#eef5ec']),
    ...[34, 54].map((y) =>
      bar({ y, height: 5, fill: mixColors(fence, '#8b7355', { share: 0.18 }) }),
    ),
    ...Array.from({ length: 9 }, (_, index) => slat(index)),
    scatter(random, { count: 7, x: [0, 100], y: [62, 68], size: [7, 11], draw: bush }),
    scatter(random, { count: 10, x: [2, 98], y: [56, 74], size: [1, 1.7], draw: blossom }),
    gradient('lawn', ['#a8cf77', '#83b562']),
    land(random, { y: 74, swing: 1.5, fill: 'url(#scene-lawn)' }),
  ];
  return {
    back: back.join(''),
    tones: [fence, hedge],
    floor: between(random, [84, 91]),
    covers: ['grass', 'bush', 'leaf', 'stone'],
    coverColor: '#5f9a56',
  };
}

export function forest(random: Random): Scene {
  const leaf = pickColor(random, ['#7fb07a', '#8fb56a', '#c8a65a', '#6fa58b']);
  const mist = mixColors(leaf, '#f7f6df', { share: 0.72 });
  const trunks = (
    count: number,
    { share, size }: { readonly share: number; readonly size: Range },
  ): string =>
    scatter(random, {
      count,
      x: [0, 100],
      y: [0, 0],
      size,
      draw: (spot) =>
        bar({
          x: spot.x,
          y: 0,
          width: spot.size,
          height: 78,
          fill: mixColors('#6d5440', mist, { share }),
        }),
    });
  const crown = (spot: Spot): string => circle({ ...spot, fill: nearColor(random, leaf) });
  const back = [
    backdrop([mixColors(mist, leaf, { share: 0.3 }), mist]),
    trunks(6, { share: 0.72, size: [3, 5] }),
    trunks(3, { share: 0.42, size: [5, 8] }),
    scatter(random, { count: 12, x: [-4, 104], y: [-2, 12], size: [9, 15], draw: crown }),
    gradient('ground', [mixColors(leaf, '#8f7a4d', { share: 0.4 }), mixColors(leaf, '#4d4a2c')]),
    land(random, { y: between(random, [66, 72]), swing: 3, fill: 'url(#scene-ground)' }),
  ];
  return {
    back: back.join(''),
    tones: [mist],
    floor: between(random, [83, 90]),
    covers: ['leaf', 'grass', 'stone', 'bush'],
    coverColor: mixColors(leaf, '#33502e', { share: 0.4 }),
  };
}

export function desert(random: Random): Scene {
  const sand = pickColor(random, ['#eac07e', '#e6b27a', '#efcf96']);
  const air = pickColor(random, ['#fce8c8', '#f7d9bf', '#d7ebf0']);
  const back = [
    backdrop([air, mixColors(air, '#ffffff', { share: 0.45 })]),
    disc({
      x: between(random, [12, 88]),
      y: between(random, [12, 24]),
      size: between(random, [6, 9]),
      color: '#fff3c9',
    }),
    land(random, {
      y: between(random, [46, 54]),
      swing: 7,
      fill: mixColors(sand, air, { share: 0.45 }),
    }),
    gradient('dune', [sand, mixColors(sand, '#a8693f', { share: 0.3 })]),
    land(random, { y: between(random, [60, 68]), swing: 5, fill: 'url(#scene-dune)' }),
    scatter(random, {
      count: 5,
      x: [2, 98],
      y: [74, 97],
      size: [1.5, 3.5],
      draw: (spot) => stone(random, { ...spot, color: '#c69264' }),
    }),
  ];
  return {
    back: back.join(''),
    tones: [mixColors(air, sand), sand],
    floor: between(random, [82, 90]),
    covers: ['stone', 'mound', 'grass'],
    coverColor: mixColors(sand, '#8f6a3c', { share: 0.45 }),
  };
}

export function snow(random: Random): Scene {
  const air = pickColor(random, ['#cddff0', '#dbe4f3', '#c3d9ea', '#efe4ef']);
  const needles = mixColors('#5d8f86', air, { share: 0.25 });
  const flake = (spot: Spot): string => circle({ ...spot, fill: '#ffffff', opacity: 0.9 });
  const back = [
    backdrop([air, mixColors(air, '#ffffff')]),
    land(random, { y: 52, swing: 5, fill: mixColors(air, '#ffffff') }),
    scatter(random, {
      count: 6,
      x: [0, 100],
      y: [56, 62],
      size: [18, 30],
      draw: (spot) => fir(random, { ...spot, leaf: needles }),
    }),
    gradient('snow', ['#ffffff', mixColors('#ffffff', air, { share: 0.65 })]),
    land(random, { y: 64, swing: 4, fill: 'url(#scene-snow)' }),
    scatter(random, { count: 22, x: [0, 100], y: [0, 95], size: [0.5, 1.2], draw: flake }),
  ];
  return {
    back: back.join(''),
    tones: [mixColors(air, '#ffffff', { share: 0.4 })],
    floor: between(random, [82, 90]),
    covers: ['mound', 'stone', 'bush'],
    coverColor: mixColors('#ffffff', air, { share: 0.45 }),
  };
}

export function room(random: Random): Scene {
  const wall = pickColor(random, ['#f3dfc9', '#d9e5dc', '#e8d5da', '#cfdcea', '#f1e6b8']);
  const wood = pickColor(random, ['#c79a6c', '#b98a62', '#d6b184', '#a98570']);
  const dot = mixColors(wall, '#ffffff', { share: 0.55 });
  const back = [
    backdrop([mixColors(wall, '#ffffff', { share: 0.2 }), wall]),
    scatter(random, {
      count: 14,
      x: [2, 98],
      y: [3, 62],
      size: [0.9, 1.3],
      draw: (spot) => circle({ ...spot, fill: dot }),
    }),
    window(pick(random, [6, 70])),
    bar({ y: 66, height: 5, fill: mixColors(wall, '#ffffff', { share: 0.6 }) }),
    floorboards(wood),
    withProbability(random, 0.6) ? rug(random) : '',
  ];
  return {
    back: back.join(''),
    tones: [wall],
    floor: between(random, [84, 90]),
    covers: ['cushion', 'leaf'],
    coverColor: pickColor(random, ['#c56b74', '#6f8fbb', '#79a57c', '#d39a4f']),
  };
}

function window(x: number): string {
  const hill = `<path fill="#9ccb84" d="M${x + 2} 33q6-7 11-3t9-2v9h-20Z"/>`;
  const bars = `<path stroke="#ffffff" stroke-width="1.4" d="M${x + 12} 11v26M${x + 2} 24h20"/>`;
  const frame = bar({ x, y: 9, width: 24, height: 30, round: 2, fill: '#ffffff' });
  return (
    frame + bar({ x: x + 2, y: 11, width: 20, height: 26, round: 1, fill: '#bfe1f0' }) + hill + bars
  );
}

function floorboards(wood: string): string {
  const seams = 'M0 78h100M0 87h100M30 71v7M72 71v7M12 78v9M55 78v9M85 87v14M38 87v14';
  return [
    gradient('boards', [wood, mixColors(wood, '#5e4330', { share: 0.25 })]),
    bar({ y: 71, height: 30, fill: 'url(#scene-boards)' }),
    `<path stroke="#5e4330" stroke-opacity=".25" stroke-width=".6" d="${seams}"/>`,
  ].join('');
}

function rug(random: Random): string {
  const fill = pickColor(random, ['#c9737a', '#7f9fc4', '#8fb48f', '#d9a45f']);
  return `<ellipse cx="50" cy="88" rx="${Math.round(between(random, [34, 44]))}" ry="8" fill="${fill}"/>`;
}
