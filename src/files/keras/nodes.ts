import { describe } from '../../check';
import type { TensorSource } from '../layerGraph';
import { isFields } from '../plainJson';

/** Whether a layer is a network of its own, whose calls are counted otherwise. */
export type IsContainer = (layer: string) => boolean;

/**
 * Returns for each call of a layer where what goes in comes from, out of `inbound_nodes`: lists in Keras 2, objects in
 * Keras 3.
 *
 * @throws Error that says what of it cannot be carried over
 */
export function callsOf(nodes: unknown, isContainer: IsContainer): TensorSource[][] {
  if (!Array.isArray(nodes)) throw new Error('has no list of calls');
  return nodes.map((node: unknown) =>
    Array.isArray(node) ? oldCall(node, isContainer) : newCall(node),
  );
}

function oldCall(node: readonly unknown[], isContainer: IsContainer): TensorSource[] {
  // One input alone may stand without a list
  const inputs = typeof node[0] === 'string' ? [node] : node;
  return inputs.map((input) => {
    if (!Array.isArray(input)) throw new Error('is called with what is no tensor');
    checkSettings(input[3] ?? {});
    return sourceOf(input, (name) => (isContainer(name) ? 1 : 0));
  });
}

function newCall(node: unknown): TensorSource[] {
  const { args, kwargs } = isFields(node) ? node : {};
  if (!Array.isArray(args)) throw new Error('is called with what is no tensor');
  checkSettings(kwargs ?? {});
  return (args as unknown[]).flatMap((argument) =>
    (Array.isArray(argument) ? (argument as unknown[]) : [argument]).map((tensor) => {
      const { class_name: name, config } = isFields(tensor) ? tensor : {};
      if (name !== '__keras_tensor__' || !isFields(config))
        throw new Error(`is called with ${describe(tensor)}, which is no tensor of the network`);
      return sourceOf(config.keras_history, () => 0);
    }),
  );
}

/** That a layer does not train when it is called, changes no prediction. */
function checkSettings(settings: unknown): void {
  if (!isFields(settings)) throw new Error('is called in a way that is not known');
  for (const [key, value] of Object.entries(settings))
    if (value !== null && key !== 'training')
      throw new Error(`is called with ${key}, which TensorFlow.js does not know`);
}

/** `own` is how many calls of a layer are counted before the first that we count. */
function sourceOf(source: unknown, own: (layer: string) => number): TensorSource {
  const [name, call, output] = Array.isArray(source) ? (source as unknown[]) : [];
  if (typeof name !== 'string' || !isIndex(call) || !isIndex(output))
    throw new Error('is called with what names no tensor');
  return [name, call - own(name), output];
}

function isIndex(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

/**
 * Returns where what goes in or comes out of a network comes from, out of `input_layers` or `output_layers`, which Keras 3
 * counts as Keras 2 does, but for sequential networks.
 */
export function endsOf(
  ends: unknown,
  {
    isContainer,
    isSequential,
    version,
  }: {
    readonly isContainer: IsContainer;
    readonly isSequential: IsContainer;
    readonly version: number;
  },
): TensorSource[] {
  if (!Array.isArray(ends) || ends.length === 0)
    throw new Error('Its inputs or outputs are no list of some, which TensorFlow.js needs');
  const list: readonly unknown[] = typeof ends[0] === 'string' ? [ends] : ends;
  return list.map((end) =>
    sourceOf(end, (name) => (isContainer(name) && !(version >= 3 && isSequential(name)) ? 1 : 0)),
  );
}
