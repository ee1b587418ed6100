// Saves the network of a seed into a folder, as many times as asked for; says so once the first is saved.
import { saveNetwork } from '../../src/files/saveNetwork';
import { sampleNetwork } from '../network/sampleData';

const [, , folder, seed, rounds] = process.argv;

async function save(): Promise<void> {
  const model = sampleNetwork({ seed: Number(seed) });
  for (let round = 0; round < Number(rounds); round++) {
    await saveNetwork(model, folder);
    if (round === 0) process.send!('started');
  }
}

save().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
