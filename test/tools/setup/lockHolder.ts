// Holds a lock while it adds a line to a log at its beginning and its end; with "child", or "forever", a child process runs within.
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { holdFor, withLock } from '../../../src/tools/setup/lock.cjs';

const [, , file, log, how] = process.argv;

void withLock(file, async () => {
  appendFileSync(log, `begin ${process.pid}\n`);
  process.send?.('holds');
  if (how === 'child') {
    const code = `setTimeout(() => fs.appendFileSync(${JSON.stringify(log)}, 'child ends\\n'), 1500)`;
    const child = spawn(process.execPath, ['-e', code], { stdio: 'ignore', detached: true });
    holdFor(child.pid);
    process.send?.('has a child');
  }
  await sleep(how ? 60_000 : 50);
  appendFileSync(log, `end ${process.pid}\n`);
}).then(() => process.exit());
