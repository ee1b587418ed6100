import { textBundle, toMimeBundles } from './mimeBundle';
import { inNotebook, onCellEnd, publish } from './notebook';

/** An output that is drawn over in place. */
export interface LiveDisplay {
  /** Shows the value instead of the one before. */
  update(value: unknown): void;
  /** Shows the value at once. */
  finish(value: unknown): void;
}

interface LiveDisplayOptions {
  /** Milliseconds between two drawings: more than two a second cost time and are not seen. */
  readonly interval?: number;
}

/**
 * Returns an output that redraws itself in place, at most about twice a second. The last value is always drawn, at the
 * latest when the cell ends. Outside a notebook it prints the text of each value drawn.
 *
 * @example
 * const board = liveDisplay();
 * for (let step = 0; step < 100; step++) board.update(`step ${step}`);
 */
export function liveDisplay({ interval = 500 }: LiveDisplayOptions = {}): LiveDisplay {
  const draw = createDrawing();
  let pending: { value: unknown } | undefined;
  let takeBack = () => {};
  let drawnAt = -Infinity;

  function flush(): void {
    takeBack();
    takeBack = () => {};
    if (!pending) return;
    drawnAt = performance.now();
    draw(pending.value);
    pending = undefined;
  }

  function update(value: unknown): void {
    const isWaiting = pending !== undefined;
    pending = { value };
    const wait = drawnAt + interval - performance.now();
    if (wait <= 0) flush();
    else if (!isWaiting) takeBack = callLater(flush, wait);
  }

  function finish(value: unknown): void {
    pending = { value };
    flush();
  }

  return { update, finish };
}

/** Calls the function after so many milliseconds, or when the cell ends before. Returns a function that takes this back. */
function callLater(listener: () => void, milliseconds: number): () => void {
  const timer = setTimeout(listener, milliseconds);
  const takeBack = onCellEnd(listener);
  return () => {
    clearTimeout(timer);
    takeBack();
  };
}

/** The first call makes the output, each further one draws over it; outside a notebook, a text is printed when it is new. */
function createDrawing(): (value: unknown) => void {
  const displayId = crypto.randomUUID();
  let update = false;
  let printed: unknown;
  return (value) => {
    const [bundle] = toMimeBundles([value]);
    const text = bundle['text/plain'];
    if (inNotebook()) {
      if (!publish(bundle, { displayId, update })) publish(textBundle(text), { displayId, update });
      update = true;
    } else if (text !== printed) {
      console.log(text);
      printed = text;
    }
  };
}
