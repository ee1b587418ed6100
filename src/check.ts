/** Throws a RangeError that names the option unless the value is a whole number above 0. */
export function checkPositive(name: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new RangeError(`${name} must be a positive whole number, but is ${String(value)}`);
}
