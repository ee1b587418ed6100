import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { checkPredictions, type Predictions } from './checkPredictions';
import { nodeWorker, type Contender, type ContenderName } from './contenders';
import { rowName, type Row } from './benchmarks';
import { summarize, type Summary } from './statistics';
import { askOnce, withWorkers, type Worker } from './worker';

export interface MeasureOptions {
  readonly contenders: readonly Contender[];
  /** How often each is measured. */
  readonly rounds: number;
  readonly signal?: AbortSignal;
  /** Is told what goes on now. */
  readonly onProgress?: (place: string) => void;
}

/** What one contender's rounds came to. */
export interface Measured {
  readonly contender: ContenderName;
  /** Milliseconds a picture by each way that it was done. */
  readonly ways: Readonly<Record<string, Summary>>;
  /** The way with the smallest median: the contender's figure. */
  readonly best: string;
}

/** Milliseconds a picture of one round, by the way it was done. */
type Round = Readonly<Record<string, number>>;

/** Threads of a library that has just computed go on looking for work for a moment. */
const SETTLE_MILLISECONDS = 100;

/**
 * Measures one row: all contenders get the same pictures, labels and first weights, and take turns, each in a process of
 * its own that sleeps while the others compute.
 *
 * @throws Error when a contender fails, answers nonsense, or predicts something else than Keras with the same weights
 */
export async function measureRow(row: Row, options: MeasureOptions): Promise<Measured[]> {
  const { contenders, signal, onProgress } = options;
  const folder = await mkdtemp(join(tmpdir(), 'creatures-bench-'));
  try {
    onProgress?.('making pictures and weights');
    await askOnce(
      { name: 'The preparation', command: [...nodeWorker('prepare'), folder, JSON.stringify(row)] },
      { signal },
    );
    const tasks = contenders.map(({ name, command, env }) => ({
      name: `${name} (${rowName(row)})`,
      command: [...command, folder] as const,
      env,
    }));
    return await withWorkers(tasks, { signal, use: (workers) => measureWorkers(workers, options) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureWorkers(
  workers: readonly Worker[],
  { contenders, rounds, onProgress }: MeasureOptions,
): Promise<Measured[]> {
  onProgress?.('starting and warming up');
  checkPredictions(
    await Promise.all(
      workers.map((worker, index) => readPredictions(worker, contenders[index].name)),
    ),
  );
  await Promise.all(workers.map((worker) => worker.next()));
  const taken = workers.map((): Round[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const index of turns(workers.length, round)) {
      onProgress?.(`round ${round + 1} of ${rounds}: ${contenders[index].name}`);
      await wait(SETTLE_MILLISECONDS);
      taken[index].push(toRound(await workers[index].ask('round'), workers[index].name));
    }
  }
  return contenders.map(({ name }, index) => toMeasured(name, taken[index]));
}

async function readPredictions(worker: Worker, contender: ContenderName): Promise<Predictions> {
  const answer = (await worker.next()) as Partial<Predictions> | null;
  if (answer && Array.isArray(answer.predictions))
    return { contender, predictions: answer.predictions };
  throw new Error(
    `${worker.name} should have answered with its predictions, but answered ${JSON.stringify(answer)}`,
  );
}

/** Everybody begins a round once in a while. */
function turns(count: number, round: number): number[] {
  return Array.from({ length: count }, (_, turn) => (turn + round) % count);
}

function toRound(value: unknown, name: string): Round {
  const figures = Object.values(value ?? {});
  if (figures.length > 0 && figures.every((figure) => Number.isFinite(figure) && figure > 0))
    return value as Round;
  throw new Error(
    `${name} should have answered with milliseconds a picture, but answered ${JSON.stringify(value)}`,
  );
}

function toMeasured(contender: ContenderName, rounds: readonly Round[]): Measured {
  const names = Object.keys(rounds[0]);
  const ways = Object.fromEntries(
    names.map((way) => [way, summarize(rounds.map((round) => round[way]))]),
  );
  const best = names.reduce((first, second) =>
    ways[second].median < ways[first].median ? second : first,
  );
  return { contender, ways, best };
}
