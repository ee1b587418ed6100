import { hasHost, publishHost, type Host, type HostOutput } from '../host';

interface DisplayData {
  readonly data: HostOutput['data'];
  readonly metadata: object;
  readonly transient: { readonly display_id?: string };
}

/** The part of tslab that sends outputs; the function is there once a cell has run. */
interface TslabJupyter {
  readonly lastWriteDisplayData?: ((content: DisplayData, update: boolean) => void) | null;
}

// Whoever imports the package under tslab as it comes, or in a plain script, gets this host; our kernel has come before
if (!hasHost()) publishHost(stockHost());

/** Returns the host that tslab as it comes can be; in a plain script it shows nothing. */
function stockHost(): Host {
  return {
    inNotebook: () => Boolean(loadedTslab()?.lastWriteDisplayData),
    publish({ data, displayId, update = false }) {
      const content = { data, metadata: {}, transient: { display_id: displayId } };
      loadedTslab()?.lastWriteDisplayData?.(content, update);
    },
    // It does not tell when a cell ends
    onCellEnd: () => () => undefined,
    onInterrupt(listener) {
      process.once('SIGINT', listener);
      return () => void process.off('SIGINT', listener);
    },
  };
}

/** Only looks whether tslab runs: to load it would bring a whole TypeScript compiler into every script. */
function loadedTslab(): TslabJupyter | undefined {
  try {
    return require.cache[require.resolve('tslab/dist/jupyter')]?.exports as TslabJupyter;
  } catch {
    return undefined;
  }
}
