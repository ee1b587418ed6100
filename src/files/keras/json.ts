import { reasonOf } from '../../project';
import { isFields, parsePlainJson, type Fields } from '../plainJson';

/** The object that a JSON text holds. */
export function parseObject(text: string, name: string): Fields {
  let value: unknown;
  try {
    value = parsePlainJson(text);
  } catch (error) {
    throw new Error(`Its ${name} ${reasonOf(error)}`, { cause: error });
  }
  if (!isFields(value)) throw new Error(`Its ${name} is no object`);
  return value;
}

/** Whether two values of JSON are the same. */
export function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
