/** Far deeper than networks inside networks are in use; each level of a text takes many times its memory. */
const MAX_DEPTH = 500;

/** What JSON holds where it holds an object; what is in it, is not known yet. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of a value, none for anything but an object. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/**
 * Returns what a text in JSON says that came from somebody else.
 *
 * @throws Error that says what is wrong with it, without its subject: 'is not JSON'
 */
export function parsePlainJson(text: string): unknown {
  if (depthOf(text) > MAX_DEPTH) throw new Error(`is nested more than ${MAX_DEPTH} deep`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error('is not JSON', { cause: error });
  }
}

/** How many lists and objects are open at once. What stands in words does not count. */
function depthOf(text: string): number {
  let [depth, deepest, isInWord] = [0, 0, false];
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (isInWord && character === '\\') index++;
    else if (character === '"') isInWord = !isInWord;
    else if (isInWord) continue;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth--;
  }
  return deepest;
}
