/** Returns the smallest and the largest of the finite numbers; both 0 if there are none. A spread of very many overflows the stack. */
export function rangeOf(numbers: Iterable<number | null>): [smallest: number, largest: number] {
  let [smallest, largest] = [Infinity, -Infinity];
  for (const value of numbers) {
    if (value === null || !Number.isFinite(value)) continue;
    smallest = Math.min(smallest, value);
    largest = Math.max(largest, value);
  }
  return smallest <= largest ? [smallest, largest] : [0, 0];
}

/** Returns the number with so many digits after the point: more would only fill the notebook. */
export function roundTo(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

/**
 * Returns a number as figures show it: at most two digits after the point, and a true minus sign. `NaN` and `∞` are
 * shown as such, a negative zero as 0.
 *
 * @example
 * shortNumber(-0.756) //=> '−0.76'
 */
export function shortNumber(value: number): string {
  const short = String(value === 0 ? 0 : roundTo(value, 2)).replace('Infinity', '∞');
  return trueMinus(short === '-0' ? '0' : short);
}

/** Returns a number with its thousands apart, and at most so many digits after the point: `17,403,430`. */
export function longNumber(value: number, digits = 0): string {
  return trueMinus(value.toLocaleString('en-US', { maximumFractionDigits: digits }));
}

/** Returns a share in percent; small ones keep a digit, so that they are not all 0%. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return shortNumber(share);
  return `${(share * 100).toFixed(share >= 0.0005 && share < 0.1 ? 1 : 0)}%`;
}

function trueMinus(text: string): string {
  return text.replace('-', '−');
}
