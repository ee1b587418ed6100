/** Where a tensor comes from: which output of which call of which layer, both counted from 0. */
export type TensorSource = readonly [layer: string, call: number, output: number];

/** A layer, and for each of its calls where what goes in comes from. */
export interface GraphLayer {
  readonly name: string;
  readonly calls: readonly (readonly TensorSource[])[];
}

/** Calls and what goes into them, more than of the most layers; TensorFlow.js takes ever longer for each further one. */
const MAX_LINKS = 10_000;

/**
 * Throws unless each call can be made after those that it needs: TensorFlow.js waits forever for one that never comes.
 *
 * @throws Error that says which layer stands in a circle, or lacks what goes in
 */
export function checkGraph(layers: readonly GraphLayer[]): void {
  checkNumLinks(layers);
  const waiting = new Map<string, string[]>();
  const missing = new Map<string, number>();
  const key = (name: string, call: number) => JSON.stringify([name, call]);
  const calls = new Set(
    layers.flatMap(({ name, calls: { length } }) =>
      Array.from({ length: Math.max(1, length) }, (_, call) => key(name, call)),
    ),
  );
  const ready: string[] = [];
  for (const { name, calls: sources } of layers) {
    if (sources.length === 0) ready.push(key(name, 0));
    sources.forEach((needed, call) => {
      // The calls of a layer are made in their order
      const before = call > 0 ? [key(name, call - 1)] : [];
      const needs = [...before, ...needed.map(([layer, index]) => key(layer, index))];
      const absent = needed.find(([layer, index]) => !calls.has(key(layer, index)));
      if (absent) throw new Error(`The layer ${name} takes what no layer ${absent[0]} gives`);
      missing.set(key(name, call), needs.length);
      if (needs.length === 0) ready.push(key(name, call));
      for (const need of needs) {
        const others = waiting.get(need);
        if (others) others.push(key(name, call));
        else waiting.set(need, [key(name, call)]);
      }
    });
  }
  let made = 0;
  for (let next = ready.pop(); next !== undefined; next = ready.pop(), made++) {
    for (const other of waiting.get(next) ?? []) {
      const left = (missing.get(other) ?? 0) - 1;
      missing.set(other, left);
      if (left === 0) ready.push(other);
    }
  }
  if (made === calls.size) return;
  const circle = layers.find(({ name, calls: { length } }) =>
    Array.from({ length }, (_, call) => missing.get(key(name, call)) ?? 0).some((left) => left > 0),
  );
  throw new Error(`The layer ${circle?.name ?? ''} waits for itself: its layers stand in a circle`);
}

function checkNumLinks(layers: readonly GraphLayer[]): void {
  const numLinks = layers
    .flatMap(({ calls }) => calls)
    .reduce((sum, sources) => sum + 1 + sources.length, 0);
  if (numLinks > MAX_LINKS)
    throw new Error(
      `It has ${numLinks} calls and inputs of layers; at most ${MAX_LINKS} can be loaded`,
    );
}
