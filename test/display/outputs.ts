import type { TestContext } from 'node:test';
import { findHost, publishHost } from '../../src/host';
import { KernelHost } from '../../src/kernel/kernelHost';

/** Keeps what the test prints from the terminal. Returns a function that returns it. */
export function printedBy(t: TestContext): () => unknown[] {
  publishTestHost(t);
  const log = t.mock.method(console, 'log', () => undefined);
  return () => log.mock.calls.map((call) => call.arguments[0] as unknown);
}

interface ShownOutput {
  readonly data: Readonly<Record<string, unknown>>;
  readonly transient: { readonly display_id?: string };
  readonly update: boolean;
}

/** Lets the display functions find a notebook for the time of the test. Returns a function that returns what they show. */
export function shownBy(t: TestContext): () => ShownOutput[] {
  const shown: ShownOutput[] = [];
  const host = publishTestHost(t, { inNotebook: true });
  host.send = ({ data, displayId, update = false }) => {
    // As every host does: what is no JSON throws
    const sent = JSON.parse(JSON.stringify(data)) as ShownOutput['data'];
    shown.push({ data: sent, transient: { display_id: displayId }, update });
  };
  return () => shown;
}

/** Makes the kernel's own host known for the time of the test; outside a notebook, it shows nothing. */
export function publishTestHost(t: TestContext, { inNotebook = false } = {}): KernelHost {
  const host = Object.assign(new KernelHost(), { inNotebook: () => inNotebook });
  t.after(publishHost(host));
  return host;
}

/** Tells the display functions that the code of a cell has ended. */
export function endCell(): void {
  const host = findHost();
  if (host instanceof KernelHost) host.cellEnd.callAll();
}
