import * as creatures from '../../src/page';
import { computeGradients } from './gradients';
import { trainAndShow } from './scenario';

/** What the test calls in the page by its global name. */
export function train() {
  return trainAndShow(creatures);
}

export function gradients() {
  return computeGradients(creatures.tf);
}

export { creatures };
