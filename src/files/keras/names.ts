/** The names that TensorFlow.js, Keras 2 and Keras 3 all allow. */
const ALLOWED = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/**
 * Returns names that every side allows, in the same order and still different from each other: what is not allowed becomes
 * `_`. Keras 3 has no layer whose name holds a slash, and Keras 2 and TensorFlow.js none with spaces.
 *
 * @example
 * allowedNames(['fire2/squeeze1x1', 'a b']) //=> ['fire2_squeeze1x1', 'a_b']
 */
export function allowedNames(names: readonly string[]): string[] {
  const taken = new Set(names.filter((name) => ALLOWED.test(name)));
  return names.map((name) => {
    if (ALLOWED.test(name)) return name;
    const plain = allowedName(name);
    let unique = plain;
    for (let count = 1; taken.has(unique); count++) unique = `${plain}_${count}`;
    taken.add(unique);
    return unique;
  });
}

export function allowedName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_.-]/g, '_');
  return ALLOWED.test(plain) ? plain : `layer${plain}`;
}
