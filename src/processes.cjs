// Plain JavaScript, since the set-up uses it before the TypeScript compiler is installed.
const { createHash } = require('node:crypto');
const { readFileSync, readlinkSync } = require('node:fs');
const { hostname } = require('node:os');

/**
 * A name for a process, this one unless told, that no other has, on this machine or another, now or before: a file that
 * carries it in its name or its text tells whether whoever made it still runs.
 * @param {number} [pid]
 * @returns {string} machine, number and start, `3f2a90c1-4711-889123`
 */
function nameOfProcess(pid = process.pid) {
  return [machine(), pid, startOf(pid)].join('-');
}

/**
 * Whether the process of such a name runs; `elsewhere` for one of another machine or container, which cannot be asked.
 * @param {string} name
 * @returns {'running' | 'gone' | 'elsewhere'}
 */
function stateOfProcess(name) {
  const [where, pid, start] = name.split('-');
  if (where !== machine()) return 'elsewhere';
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    // It may run, but as another user, whose processes may not be signaled
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    return code === 'EPERM' ? 'running' : 'gone';
  }
  // A number is given again once its process is gone, and soon in a container
  return startOf(Number(pid)) === start ? 'running' : 'gone';
}

/** Two containers on one machine number their processes apart from each other. */
function machine() {
  let numbering = '';
  try {
    numbering = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Only Linux has these
  }
  return createHash('sha256').update(`${hostname()} ${numbering}`).digest('hex').slice(0, 8);
}

/**
 * When a process began, in ticks since the machine did; `0` where this system does not tell, `ended` for one that has
 * ended and only waits for its parent to notice.
 * @param {number} pid
 */
function startOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? 'ended' : rest[18];
  } catch {
    return '0';
  }
}

module.exports = { nameOfProcess, stateOfProcess };
