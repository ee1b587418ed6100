// Replaces a file by one of two texts, over and over, until it is killed; says so once the file is there.
import { replaceFile } from '../../src/files/replaceFile';

const [, , file] = process.argv;

async function write(): Promise<void> {
  for (let round = 0; ; round++) {
    await replaceFile(file, (round % 2 === 0 ? 'a' : 'b').repeat(3_000_000));
    if (round === 0) process.send!('started');
  }
}

write().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
