import { summarize, type Summary } from '../statistics';
import { askOnce, type Task } from '../worker';

/** How the further measurements are made. */
export interface FurtherOptions {
  readonly rounds: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (place: string) => void;
}

/** What a task answers that measures itself. */
export interface TimedAnswer {
  readonly seconds: number;
  readonly peakBytes?: number;
}

/** Runs each task in a process of its own, in turns, round after round. Returns the answers of each task. */
export async function runInTurns(
  tasks: readonly Task[],
  { rounds, signal, onProgress }: FurtherOptions,
): Promise<TimedAnswer[][]> {
  const answers = tasks.map((): TimedAnswer[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, task] of tasks.entries()) {
      onProgress?.(`round ${round + 1} of ${rounds}: ${task.name}`);
      answers[index].push(toTimedAnswer(await askOnce(task, { signal }), task.name));
    }
  }
  return answers;
}

/** Runs tasks in turns. Returns the seconds of each. */
export async function measureSeconds(
  tasks: readonly Task[],
  options: FurtherOptions,
): Promise<Summary[]> {
  const answers = await runInTurns(tasks, options);
  return answers.map((ofTask) => summarize(ofTask.map(({ seconds }) => seconds)));
}

function toTimedAnswer(value: unknown, name: string): TimedAnswer {
  const answer = value as TimedAnswer | null;
  if (answer && answer.seconds > 0) return answer;
  throw new Error(
    `${name} should have answered with seconds, but answered ${JSON.stringify(value)}`,
  );
}
