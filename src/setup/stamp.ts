import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Runs a step unless the stamp file, which lies within what the step makes, shows that it ran for the same inputs already. */
export async function once(stampFile: string, inputs: readonly string[], run: () => Promise<void> | void): Promise<void> {
  const stamp = createHash('sha256').update(JSON.stringify(inputs)).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  await run();
  writeFileSync(stampFile, stamp);
}
