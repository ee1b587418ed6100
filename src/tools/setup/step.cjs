// Plain JavaScript, since it runs before the TypeScript compiler is installed.
const { spawn } = require('node:child_process');
const { createHash } = require('node:crypto');
const { existsSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { statfs } = require('node:fs/promises');
const { holdFor } = require('./lock.cjs');

/** A set-up step that failed, with what the reader can do about it. */
class SetupError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'SetupError';
    /** Whether somebody stopped the step. */
    this.stopped = false;
  }
}

const KEPT_OUTPUT = 20_000;

const GO_ON = 'run the same command again: it goes on where it stopped';

/** What a failed install most often means, found in what it printed. */
const CAUSES = [
  {
    pattern: /ENOSPC|no space left on device|disk full|EDQUOT|quota exceeded/i,
    advice: 'The disk is full: the set-up needs about 3 GB here. Free some space',
  },
  {
    pattern: /EACCES|EPERM|permission denied/i,
    advice: 'A file cannot be written: make this folder yours (`sudo chown -R "$USER" .`)',
  },
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|socket hang ?up|network (request|timeout)|connection (error|refused|reset|broken|timed out)|timed out|name resolution|max retries exceeded|no matching distribution found|proxy/i,
    advice:
      'The package registry did not answer: check the network connection and, behind a proxy, HTTPS_PROXY',
  },
];

/**
 * What the printed text of a failed command says to do, as a sentence or two.
 * @param {string} output
 * @returns {string}
 * @internal
 */
function adviceFor(output) {
  const cause = CAUSES.find(({ pattern }) => pattern.test(output));
  const advice = cause
    ? cause.advice
    : `The last lines it printed:\n\n${lastLines(output, 12)}\n\nMend what they name`;
  return `${advice}, then ${GO_ON}`;
}

/** @param {string} text @param {number} count */
function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

/**
 * Runs a command, prints the step's title, and shows that it is alive: seconds and the command's last line on a terminal,
 * a line every 15 seconds elsewhere.
 * @param {string} title
 * @param {readonly [string, ...string[]]} command
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number }} [options] `timeout` in milliseconds
 * @returns {Promise<string>} what the command printed
 */
async function runStep(title, [program, ...args], { cwd, env, timeout } = {}) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const terminal = process.stdout.isTTY;
  if (!terminal) console.log(`${title} …`);
  let output = '';
  const ticker = setInterval(
    () => {
      if (!terminal) return console.log(`  still at it (${seconds()} s)`);
      const line = `${title} … ${seconds()} s  ${lastLines(output, 1).trim()}`;
      process.stdout.write(`\r\x1b[K${line.slice(0, (process.stdout.columns || 80) - 1)}`);
    },
    terminal ? 500 : 15_000,
  );
  try {
    await new Promise((resolve, reject) => {
      const child = spawn(program, args, {
        cwd,
        env: { ...process.env, ...env },
        timeout,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      /** @param {Buffer} chunk */
      const keep = (chunk) => {
        output = (output + chunk).slice(-KEPT_OUTPUT);
      };
      child.stdout.on('data', keep);
      child.stderr.on('data', keep);
      holdFor(child.pid);
      let stopped = false;
      const release = endWith(child, () => {
        stopped = true;
      });
      child.on('error', (error) => {
        release();
        reject(new SetupError(`${title} failed: ${error.message}`));
      });
      child.on('close', (code) => {
        release();
        if (code === 0) resolve(undefined);
        else if (stopped)
          reject(
            Object.assign(new SetupError(`${title} was stopped; ${GO_ON}`), { stopped: true }),
          );
        else reject(new SetupError(`${title} failed. ${adviceFor(output)}`));
      });
    });
  } finally {
    clearInterval(ticker);
    if (terminal) process.stdout.write('\r\x1b[K');
  }
  console.log(terminal ? `${title}: ${seconds()} s` : `  done (${seconds()} s)`);
  return output;
}

/**
 * Stops a set-up that would fill the disk half-way: npm, for one, then reports success for packages that it cut short.
 * @param {string} folder
 * @param {number} gigabytes
 */
async function requireSpace(folder, gigabytes) {
  const { bavail, bsize } = await statfs(folder);
  const free = (bavail * bsize) / 1e9;
  if (free >= gigabytes) return;
  throw new SetupError(
    `Only ${free.toFixed(1)} GB are free on the disk of ${folder}, and this step of the set-up needs ${gigabytes}. Free some space, then run the same command again: it goes on where it stopped`,
  );
}

/**
 * Runs a step unless the stamp file, which lies within what the step makes, shows that it ran for the same inputs already.
 * @param {string} stampFile
 * @param {readonly string[]} inputs
 * @param {() => Promise<unknown>} run
 */
async function once(stampFile, inputs, run) {
  const stamp = createHash('sha256').update(JSON.stringify(inputs)).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  rmSync(stampFile, { force: true });
  await run();
  writeFileSync(stampFile, stamp);
}

/**
 * Lets a child process end when this one is asked to, and this one only after it. Ctrl-C in a terminal reaches the child
 * by itself, and a second time might mean something else to it.
 * @param {import('node:child_process').ChildProcess} child
 * @param {() => void} [onAsked] called when this process is asked to end
 * @returns {() => void} takes it back
 */
function endWith(child, onAsked = () => {}) {
  const end = () => {
    onAsked();
    child.kill('SIGTERM');
  };
  const interrupt = () => {
    if (process.stdin.isTTY) onAsked();
    else end();
  };
  process.on('SIGTERM', end).on('SIGHUP', end).on('SIGINT', interrupt);
  return () => void process.off('SIGTERM', end).off('SIGHUP', end).off('SIGINT', interrupt);
}

module.exports = { SetupError, adviceFor, endWith, once, requireSpace, runStep };
