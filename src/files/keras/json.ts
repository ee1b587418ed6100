import { reasonOf } from '../../project';
import { parsePlainJson } from '../plainJson';

/** What JSON holds where it holds an object; what is in it, is not known yet. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The content of a JSON text; Keras writes NaN and Infinity where JSON has no word for them. */
export function parseObject(text: string, name: string): Json {
  let value: unknown;
  try {
    value = parsePlainJson(text);
  } catch (error) {
    throw new Error(`Its ${name} ${reasonOf(error)}`, { cause: error });
  }
  if (!isObject(value)) throw new Error(`Its ${name} is no object`);
  return value;
}

/** Whether two values of JSON are the same. */
export function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
