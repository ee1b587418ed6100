/** Takes back what was asked for. */
export type TakeBack = () => void;

/** One output of a cell. */
export interface HostOutput {
  /** The content by MIME type; it must survive JSON. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Names the output, so that it can be drawn over. */
  readonly displayId?: string;
  /** Draw over the output of that name, or a new output below the cell. */
  readonly update?: boolean;
}

/**
 * What the place that runs the code offers: the kernel of a notebook, or a page. It publishes itself once under `HOST`;
 * whoever draws or trains knows nothing else of it.
 */
export interface Host {
  /** Whether outputs are shown at all: not so in a plain script. */
  inNotebook(): boolean;
  /** Shows an output. @throws Error when it does not survive JSON */
  publish(output: HostOutput): void;
  /** Calls the listener once, when the running cell's code has ended. */
  onCellEnd(listener: () => void): TakeBack;
  /**
   * Calls the listener once, when the reader presses stop. As long as somebody listens, the first press ends nothing
   * by force: the listener brings its work to a good end, and the cell goes on from there. A second press stops the cell.
   */
  onInterrupt(listener: () => void): TakeBack;
}

/** The global name under which the host publishes itself. */
const HOST: unique symbol = Symbol.for('creatures.host');

type Globals = { [HOST]?: Host };

const nothing: TakeBack = () => undefined;

/** Stands in where there is no host: nothing is shown, nobody presses stop, no cell ends. */
const NO_HOST: Host = {
  inNotebook: () => false,
  publish: () => undefined,
  onCellEnd: () => nothing,
  onInterrupt: () => nothing,
};

/**
 * Returns the host that runs this code, or one that does nothing.
 *
 * @example
 * const takeBack = findHost().onInterrupt(() => (model.stopTraining = true));
 */
export function findHost(): Host {
  return (globalThis as Globals)[HOST] ?? NO_HOST;
}

/** Returns whether a host has published itself. */
export function hasHost(): boolean {
  return (globalThis as Globals)[HOST] !== undefined;
}

/** Makes the host known to everyone. Returns a function that takes it back. */
export function publishHost(host: Host): TakeBack {
  const globals = globalThis as Globals;
  const before = globals[HOST];
  globals[HOST] = host;
  return () => void (globals[HOST] = before);
}
