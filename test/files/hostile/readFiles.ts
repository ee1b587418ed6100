import { readFileSync } from 'node:fs';

/** How each kind of file is read. What a reader does not need is not loaded, since its memory is measured. */
const READERS: Readonly<Record<string, () => Promise<(path: string) => Promise<unknown>>>> = {
  npy: async () => (await import('../../../src/files/npy.js')).loadNpy,
  npz: async () => (await import('../../../src/files/npz.js')).loadNpz,
  photo: async () => (await import('../../../src/files/photo.js')).loadPhoto,
  credits: async () => (await import('../../../src/files/collect/credits.js')).readCredits,
  torch: async () => {
    const { readTorchFile } = await import('../../../src/files/pretrained/torchFile.js');
    return async (path) => readTorchFile(readFileSync(path));
  },
  data: async () => {
    const { loadData } = await import('../../../src/files/loadData.js');
    return (path) => loadData(path, { imageSize: 4 });
  },
  network: async () => {
    await smallNetwork();
    return (await import('../../../src/files/loadNetwork.js')).loadNetwork;
  },
  keras: async () => {
    await smallNetwork();
    return (await import('../../../src/files/keras/loadKeras.js')).loadKeras;
  },
  checkpoint: async () => {
    const { checkpoint } = await import('../../../src/files/checkpoint.js');
    const model = await smallNetwork();
    return (path) => checkpoint(path).resume(model);
  },
};

async function smallNetwork() {
  const { startBackend, tf } = await import('../../../src/network/tensorflow.js');
  await startBackend();
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  return model;
}

/** The most memory that this process had so far, in bytes. */
function peak(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/**
 * Reads files one after the other: `node readFiles.js KIND FILE…`. Prints a line of JSON before each and one after it, and
 * one at the end.
 */
async function main([kind, ...files]: readonly string[]): Promise<void> {
  const read = await READERS[kind]();
  const report = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
  console.log = () => undefined;
  const base = peak();
  for (const file of files) {
    report({ file });
    // What reading the files before has left is not this one's
    globalThis.gc?.();
    const start = performance.now();
    const answer = await read(file).then(
      () => ({ message: 'was read' }),
      (error: unknown) => ({
        message: (error as Error).message,
        isError: error instanceof Error,
      }),
    );
    report({ file, seconds: (performance.now() - start) / 1000, base, peak: peak(), ...answer });
  }
  report({ polluted: 'polluted' in {} });
}

void main(process.argv.slice(2));
