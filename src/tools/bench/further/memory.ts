import { nodeWorker } from '../contenders';
import { summarize } from '../statistics';
import type { FurtherLine } from '../table';
import { runInTurns, type FurtherOptions, type TimedAnswer } from './measureSeconds';
import { multiplyPictures, type Pictures } from './pictures';

const TIMES = 10;
const PICTURES = 1800;
const BYTES_OF_A_PICTURE = 100 * 100 * 3;

/** These rounds are long, and memory hardly differs between them. */
const MOST_ROUNDS = 3;

/** Measures time and peak memory of a process that loads 1,800 pictures and predicts each, and of one with ten times as many. */
export async function measureMemory(
  { folder }: Pictures,
  options: FurtherOptions,
): Promise<FurtherLine[]> {
  const folders = [folder, await multiplyPictures(folder, TIMES)];
  const tasks = folders.map((pictures, index) => ({
    name: `${count(PICTURES * TIMES ** index)} pictures`,
    command: [...nodeWorker('pictureTasks'), 'evaluate', pictures] as const,
  }));
  const [few, many] = await runInTurns(tasks, {
    ...options,
    rounds: Math.min(options.rounds, MOST_ROUNDS),
  });
  return toLines({
    seconds: [few, many].map(medianOf(({ seconds }) => seconds)),
    bytes: [few, many].map(medianOf(({ peakBytes = NaN }) => peakBytes)),
  });
}

function medianOf(
  figure: (answer: TimedAnswer) => number,
): (answers: readonly TimedAnswer[]) => number {
  return (answers) => summarize(answers.map(figure)).median;
}

function toLines({
  seconds,
  bytes,
}: {
  readonly seconds: readonly number[];
  readonly bytes: readonly number[];
}): FurtherLine[] {
  const pictures = [PICTURES, PICTURES * TIMES].map(count);
  const added = BYTES_OF_A_PICTURE * PICTURES * (TIMES - 1);
  return [
    {
      what: `seconds to load and judge ${pictures.join(' and ')} pictures`,
      ours: `${seconds.map((value) => value.toFixed(1)).join(' and ')}: ${(seconds[1] / seconds[0]).toFixed(1)} times`,
      comparison: `${TIMES} times the pictures`,
    },
    {
      what: 'the most memory that this takes, in MB',
      ours: `${bytes.map(megabytes).join(' and ')}: ${megabytes(bytes[1] - bytes[0])} more`,
      comparison: `${megabytes(added)}, the bytes of the added pictures`,
    },
  ];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function megabytes(bytes: number): string {
  return count(Math.round(bytes / 1e6));
}
