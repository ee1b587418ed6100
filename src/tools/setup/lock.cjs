// Plain JavaScript, since it runs before the TypeScript compiler is installed.
const { AsyncLocalStorage } = require('node:async_hooks');
const {
  appendFileSync,
  readFileSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const { nameOfProcess, stateOfProcess } = require('../../processes.cjs');

/** Milliseconds between two looks at a lock that another process holds. */
const LOOK = 300;

/** Milliseconds in which whoever found a lock left behind removes it, so that it is not taken away from the next holder unnoticed. */
const SETTLE = 100;

/** Milliseconds between two signs of life, and after how many without one the process of another machine is taken for gone. */
const SIGN = 5_000;
const SILENCE = 60_000;

/** @type {AsyncLocalStorage<string>} */
const held = new AsyncLocalStorage();

/**
 * Runs `work` while no other process runs its own with the same lock file; waits for its turn, and says so. A process that
 * was killed holds nothing up.
 * @template Result
 * @param {string} file
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
async function withLock(file, work) {
  await acquire(file);
  const alive = setInterval(() => giveSign(file), SIGN);
  try {
    return await held.run(file, work);
  } finally {
    clearInterval(alive);
    if (read(file).includes(nameOfProcess())) remove(file);
  }
}

/**
 * Lets the lock that is held here, if any, hold as long as a child process runs: it may outlive this process.
 * @param {number | undefined} pid
 */
function holdFor(pid) {
  const file = held.getStore();
  if (file && pid) appendFileSync(file, `${nameOfProcess(pid)}\n`);
}

/** @param {string} file */
async function acquire(file) {
  for (let told = false; ;) {
    if (create(file)) {
      await sleep(SETTLE);
      if (read(file).includes(nameOfProcess())) return;
    } else if (isLeftBehind(file)) {
      remove(file);
    } else {
      if (!told) console.log('Another command sets the project up: waiting for it to finish …');
      told = true;
      await sleep(LOOK);
    }
  }
}

/** @param {string} file @returns {boolean} false if it is there already */
function create(file) {
  try {
    writeFileSync(file, `${nameOfProcess()}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
function isLeftBehind(file) {
  const holders = read(file).split('\n').filter(Boolean);
  const states = holders.map(stateOfProcess);
  if (states.includes('running')) return false;
  const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  const silent = changed !== undefined && Date.now() - changed > SILENCE;
  // Empty for the moment between its making and its filling
  return silent || (states.length > 0 && !states.includes('elsewhere'));
}

/** @param {string} file */
function giveSign(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // Somebody removed the lock by hand: the work goes on
  }
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} file */
function remove(file) {
  try {
    unlinkSync(file);
  } catch {
    // Another process was quicker
  }
}

module.exports = { holdFor, withLock };
