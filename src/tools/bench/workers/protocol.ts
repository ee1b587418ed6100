import { createInterface } from 'node:readline';

/** Begins a line of standard output that is an answer, in JSON; all other lines are noise of libraries. */
export const MARK = 'creatures-bench ';

/** Says something to the process that started this one. */
export function answer(value: object): void {
  process.stdout.write(`\n${MARK}${JSON.stringify(value)}\n`);
}

/** Answers each request, whatever it says, with what `respond` returns, until no more can come. */
export async function serve(respond: () => Promise<object>): Promise<void> {
  for await (const _ of createInterface({ input: process.stdin })) answer(await respond());
}
