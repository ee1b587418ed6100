import { checkGraph, type GraphLayer, type TensorSource } from './layerGraph';
import { isFields, type Fields } from './plainJson';

/**
 * Throws where layers of a saved network feed each other in a circle, or get their input from no layer: TensorFlow.js would
 * wait for such an input for ever.
 *
 * @param topology as `model.json` holds it, with networks inside networks
 */
export function checkModelGraph(topology: unknown): void {
  const waiting: unknown[] = [topology];
  while (waiting.length > 0) {
    const part = waiting.pop();
    if (typeof part !== 'object' || part === null) continue;
    for (const each of Object.values(part)) waiting.push(each);
    const layers = 'layers' in part ? part.layers : undefined;
    if (Array.isArray(layers) && layers.every(isFields) && layers.some(usesOf))
      checkGraph(layers.flatMap(asGraphLayer));
  }
}

/** A layer that nothing feeds and that is no input gives nothing, so it is left out. */
function asGraphLayer(layer: Fields): GraphLayer[] {
  const { name } = layer;
  const uses = usesOf(layer) ?? [];
  if (typeof name !== 'string' || !Array.isArray(uses) || !uses.every(isUse))
    throw new Error(
      `The inputs of its layer ${String(name).slice(0, 100)} are not listed as TensorFlow.js reads them`,
    );
  const calls = hasOwnInput(layer) ? [[], ...uses] : uses;
  return calls.length > 0 ? [{ name, calls }] : [];
}

function usesOf({ inbound_nodes, inboundNodes = inbound_nodes }: Fields): unknown {
  return inboundNodes;
}

function isUse(use: unknown): use is readonly TensorSource[] {
  return (
    Array.isArray(use) &&
    use.every(
      (source) =>
        Array.isArray(source) && typeof source[0] === 'string' && Number.isInteger(source[1]),
    )
  );
}

/** Whether TensorFlow.js makes a first use of a layer together with the layer. */
function hasOwnInput({ class_name, className = class_name, config }: Fields): boolean {
  if (className === 'InputLayer' || className === 'Model' || className === 'Functional')
    return true;
  const layers = isFields(config) ? (config.layers ?? []) : config;
  const [first] = Array.isArray(layers) ? (layers as unknown[]) : [];
  if (className !== 'Sequential' || !isFields(first)) return false;
  const hasShape = isFields(first.config) && Boolean(first.config.batch_input_shape);
  return hasShape || hasOwnInput(first);
}
