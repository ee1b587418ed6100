// A training that may be killed at any moment. Usage: checkpointTraining.js FOLDER EPOCHS; answers with the hash of its weights
import { createHash } from 'node:crypto';
import { checkpoint } from '../../src/files/checkpoint';
import { batches } from '../../src/training/batches';
import { sampleDataset, sampleNetwork } from '../network/sampleData';

async function main(folder: string, epochs: number): Promise<void> {
  const model = sampleNetwork();
  const saved = checkpoint(folder);
  const tell = { onEpochBegin: (epoch: number) => console.log(`epoch ${epoch}`) };
  const trainSet = batches(sampleDataset({ numImages: 24 }), { batchSize: 8, seed: 3 });
  await model.fitDataset(trainSet, {
    epochs,
    initialEpoch: await saved.resume(model),
    verbose: 0,
    callbacks: [saved, tell] as object[],
  });
  const hash = createHash('sha256');
  for (const weight of model.getWeights())
    hash.update(new Uint8Array(weight.dataSync().slice().buffer));
  console.log(`done ${hash.digest('hex')} ${JSON.stringify(saved.history)}`);
}

main(process.argv[2], Number(process.argv[3])).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
