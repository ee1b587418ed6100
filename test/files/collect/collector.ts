import { collectPhotos } from '../../../src/files/collect/collectPhotos';

// Collects cats in a process of its own: which can be killed
const [folder, perClass] = process.argv.slice(2);
collectPhotos({ words: ['cat'], folder, perClass: Number(perClass) }).catch((error: unknown) => {
  console.error(String(error));
  process.exitCode = 1;
});
