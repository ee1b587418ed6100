import type { TestContext } from 'node:test';

/** Keeps what the test prints from the terminal. Returns a function that returns it. */
export function printedBy(t: TestContext): () => unknown[] {
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
  const lastWriteDisplayData = (content: Omit<ShownOutput, 'update'>, update: boolean) => {
    // As tslab does: what is no JSON throws
    shown.push({ ...(JSON.parse(JSON.stringify(content)) as typeof content), update });
  };
  const path = '/elsewhere/tslab/dist/jupyter.js';
  require.cache[path] = { exports: { lastWriteDisplayData } } as NodeJS.Module;
  t.after(() => delete require.cache[path]);
  return () => shown;
}
