// One task with the pictures of a folder, timed without the imports. Usage: pictureTasks.js compose|load|evaluate FOLDER
import { buildNetwork, evaluate, loadData } from '../../../../src';
import { composeDrawings } from '../../drawings/compose';
import { answer } from './protocol';

const TASKS: Readonly<Record<string, (folder: string) => Promise<unknown>>> = {
  compose: (folder) =>
    composeDrawings(folder, { picturesPerClass: { training: 240, test: 60, 'unseen-artist': 0 } }),
  load: (folder) => loadData(folder),
  evaluate: evaluateAll,
};

async function evaluateAll(folder: string): Promise<void> {
  const model = buildNetwork({ seed: 1 });
  const { trainSet, testSet } = await loadData(folder);
  for (const dataset of [trainSet, testSet]) evaluate(model, dataset);
}

async function main([task, folder]: readonly string[]): Promise<void> {
  const start = performance.now();
  await TASKS[task](folder);
  const seconds = (performance.now() - start) / 1000;
  answer({ seconds, peakBytes: process.resourceUsage().maxRSS * 1024 });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
