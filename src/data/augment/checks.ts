import type { Image } from '../arrays';

interface Allowed {
  readonly allowed: boolean;
  /** What the message says is right. */
  readonly expected: string;
}

/** Throws a TypeError for anything but a number, and a RangeError for a number that is not allowed, or not finite. */
export function checkNumber(name: string, value: unknown, { allowed, expected }: Allowed): void {
  const ErrorType = typeof value === 'number' ? RangeError : TypeError;
  if (Number.isFinite(value) && allowed) return;
  throw new ErrorType(
    `${name} must be ${expected}, but is ${typeof value === 'string' ? `'${value}'` : String(value)}`,
  );
}

/** Throws a TypeError unless there are as many bytes as the shape says. */
export function checkImage({ data, shape }: Image): void {
  if (
    data instanceof Uint8Array &&
    shape.length === 3 &&
    data.length === shape[0] * shape[1] * shape[2]
  )
    return;
  throw new TypeError(
    `A picture must be bytes (Uint8Array) of shape [height, width, channels], but has ${data.length} numbers (${data.constructor.name}) ` +
      `of shape [${shape.join(', ')}]; take one picture out of many with imageAt()`,
  );
}
