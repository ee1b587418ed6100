import { between, withProbability, pick, type Random } from './random';
import { mixColors, nearColor } from './colors';
import type { Scene } from './scene';
import {
  backdrop,
  bar,
  blades,
  circle,
  cloud,
  disc,
  fir,
  gradient,
  land,
  pickColor,
  roundTree,
  scatter,
  stone,
  type Spot,
} from './sceneryShapes';
import { svg } from './svg';

export function sky(random: Random): Scene {
  const [top, bottom] = pick(random, [
    ['#7cc0ee', '#dff2fb'],
    ['#8fd0e8', '#f3f8ee'],
    ['#9db8ea', '#f9e9e4'],
    ['#6fb2df', '#c9e8f2'],
  ]);
  const sun = disc({
    x: between(random, [12, 88]),
    y: between(random, [10, 24]),
    size: between(random, [5, 8]),
    color: '#ffe9a3',
  });
  const back = [
    backdrop([nearColor(random, top), bottom]),
    withProbability(random, 0.4) ? sun : '',
    scatter(random, {
      count: 5,
      x: [0, 100],
      y: [12, 92],
      size: [8, 18],
      draw: (spot) => cloud({ ...spot, opacity: 0.75 }),
    }),
  ];
  return {
    back: back.join(''),
    tones: [mixColors(top, bottom)],
    covers: ['cloud'],
    coverColor: '#ffffff',
  };
}

export function underwater(random: Random): Scene {
  const [top, bottom] = pick(random, [
    ['#9fe3e6', '#3f9dbd'],
    ['#a8e0f0', '#4a86c5'],
    ['#b5ead7', '#3f9a9c'],
    ['#8fd6ea', '#2f7fae'],
  ]);
  const color = mixColors('#4fa37a', bottom, { share: 0.3 });
  const weed = (spot: Spot): string => blades(random, { ...spot, count: 4, height: 3.2, color });
  const bubble = (spot: Spot): string => circle({ ...spot, fill: '#ffffff', opacity: 0.4 });
  const back = [
    backdrop([top, bottom]),
    lightRay(random, { x: between(random, [5, 30]) }),
    lightRay(random, { x: between(random, [45, 75]) }),
    scatter(random, { count: 4, x: [4, 96], y: [92, 98], size: [5, 8], draw: weed }),
    land(random, { y: 91, swing: 3, fill: mixColors('#ecd9a5', bottom, { share: 0.25 }) }),
    scatter(random, { count: 9, x: [3, 97], y: [5, 80], size: [0.8, 2.2], draw: bubble }),
  ];
  return {
    back: back.join(''),
    tones: [mixColors(top, bottom)],
    covers: ['weed', 'stone', 'bubbles'],
    coverColor: mixColors('#3f9470', bottom, { share: 0.15 }),
  };
}

function lightRay(random: Random, { x }: { readonly x: number }): string {
  return svg`<path fill="#ffffff" opacity=".13" d="M${x} 0h9l${between(random, [8, 20])} 100h-22Z"/>`;
}

export function pond(random: Random): Scene {
  const water = pickColor(random, ['#8cc7d8', '#86bfcf', '#9bcfc9', '#a5c4e3']);
  const air = pickColor(random, ['#dceff5', '#f7eedb', '#e6eef8']);
  const leaf = mixColors('#7fae78', air, { share: 0.3 });
  const ripple = ({ x, y, size }: Spot): string =>
    bar({ x, y, width: size, height: 1, round: 0.5, fill: '#ffffff', opacity: 0.45 });
  const back = [
    backdrop([mixColors(air, '#9ccbea', { share: 0.4 }), air]),
    scatter(random, {
      count: 7,
      x: [0, 100],
      y: [39, 41],
      size: [18, 27],
      draw: (spot) => roundTree(random, { ...spot, leaf }),
    }),
    land(random, { y: 38, swing: 1.5, fill: mixColors('#9dbf7c', air, { share: 0.2 }) }),
    gradient('water', [
      mixColors(water, '#ffffff', { share: 0.35 }),
      mixColors(water, '#2e6f8e', { share: 0.2 }),
    ]),
    bar({ y: 43, height: 58, fill: 'url(#scene-water)' }),
    scatter(random, { count: 8, x: [0, 90], y: [48, 96], size: [7, 16], draw: ripple }),
    scatter(random, { count: 4, x: [4, 96], y: [60, 97], size: [4, 7], draw: lilyPad }),
  ];
  return {
    back: back.join(''),
    tones: [water],
    floor: between(random, [80, 88]),
    covers: ['wave', 'weed', 'leaf'],
    coverColor: mixColors(water, '#5f9c62', { share: 0.7 }),
  };
}

function lilyPad({ x, y, size }: Spot): string {
  return svg`<ellipse cx="${x}" cy="${y}" rx="${size}" ry="${size * 0.36}" fill="#7fb474"/>`;
}

export function beach(random: Random): Scene {
  const sand = pickColor(random, ['#f1dcae', '#ecd2a2', '#f3e2c3']);
  const sea = pickColor(random, ['#6fbfd0', '#62aed6', '#7cc9c3']);
  const air = pickColor(random, ['#bfe3f4', '#d9edf4', '#fde3cf']);
  const wetSand = mixColors(sand, '#c79f66', { share: 0.35 });
  const pebble = (spot: Spot): string =>
    stone(random, { ...spot, color: pick(random, ['#cfa97b', '#f6ead2', '#d9c0a8']) });
  const back = [
    backdrop([air, mixColors(air, '#ffffff', { share: 0.6 })]),
    scatter(random, { count: 2, x: [5, 95], y: [10, 26], size: [7, 12], draw: cloud }),
    bar({ y: 40, height: 24, fill: sea }),
    bar({ y: 40, height: 6, fill: '#ffffff', opacity: 0.18 }),
    land(random, { y: 60, swing: 2.5, fill: '#ffffff' }),
    gradient('sand', [sand, wetSand]),
    land(random, { y: 63, swing: 2.5, fill: 'url(#scene-sand)' }),
    scatter(random, { count: 8, x: [2, 98], y: [74, 98], size: [0.8, 1.8], draw: pebble }),
  ];
  return {
    back: back.join(''),
    tones: [sea, sand],
    floor: between(random, [82, 90]),
    covers: ['mound', 'stone', 'wave', 'grass'],
    coverColor: wetSand,
  };
}

export function dusk(random: Random): Scene {
  const [top, middle, low] = pick(random, [
    ['#6f6aa8', '#d98f9c', '#fbd29a'],
    ['#7a78b4', '#eaa48e', '#fde0a6'],
    ['#5f79a8', '#c59bb5', '#f8c9a4'],
  ]);
  const hills = mixColors(top, low, { share: 0.45 });
  const ground = mixColors(top, '#4a3f62', { share: 0.3 });
  const color = mixColors(middle, '#ffffff', { share: 0.35 });
  const back = [
    backdrop([top, middle, low]),
    disc({
      x: between(random, [15, 85]),
      y: between(random, [46, 56]),
      size: between(random, [9, 13]),
      color: '#fff0bf',
    }),
    scatter(random, {
      count: 3,
      x: [5, 95],
      y: [12, 38],
      size: [7, 14],
      draw: (spot) => cloud({ ...spot, color, opacity: 0.6 }),
    }),
    land(random, { y: between(random, [56, 62]), swing: 6, fill: hills }),
    land(random, { y: between(random, [68, 74]), swing: 3, fill: ground }),
  ];
  return {
    back: back.join(''),
    tones: [middle, hills],
    floor: between(random, [83, 90]),
    covers: ['grass', 'stone', 'bush'],
    coverColor: mixColors(ground, '#2e2742', { share: 0.3 }),
  };
}

export function night(random: Random): Scene {
  const [top, bottom] = pick(random, [
    ['#232f5c', '#5b6fa8'],
    ['#2b2d57', '#7a6ba3'],
    ['#1f3d5c', '#5d8fa8'],
  ]);
  const hill = mixColors(bottom, '#35557a', { share: 0.6 });
  const leaf = mixColors(hill, '#1b2b45', { share: 0.35 });
  const back = [
    backdrop([top, bottom]),
    scatter(random, {
      count: 24,
      x: [0, 100],
      y: [0, 60],
      size: [0.3, 0.8],
      draw: (spot) => circle({ ...spot, fill: '#fff6d5' }),
    }),
    disc({
      x: between(random, [14, 86]),
      y: between(random, [12, 24]),
      size: between(random, [6, 9]),
      color: '#fdf3cf',
    }),
    scatter(random, {
      count: 5,
      x: [0, 100],
      y: [66, 70],
      size: [16, 26],
      draw: (spot) => fir(random, { ...spot, leaf }),
    }),
    gradient('night', [hill, mixColors(hill, '#16233c', { share: 0.35 })]),
    land(random, { y: 68, swing: 4, fill: 'url(#scene-night)' }),
  ];
  return {
    back: back.join(''),
    tones: [mixColors(top, bottom, { share: 0.6 })],
    floor: between(random, [83, 90]),
    covers: ['grass', 'bush', 'stone'],
    coverColor: mixColors(hill, '#16233c'),
  };
}
