import { loadPhoto } from '../../src/files/photo';

/**
 * Reads all photos that the command line names at once, and prints as JSON the most memory that this process had, in bytes,
 * and what became of each.
 */
async function main(files: readonly string[]): Promise<void> {
  const results = await Promise.allSettled(files.map((file) => loadPhoto(file)));
  const messages = results.map((result) =>
    result.status === 'fulfilled' ? 'read' : String(result.reason.message),
  );
  console.log(JSON.stringify({ peak: process.resourceUsage().maxRSS * 1024, messages }));
}

void main(process.argv.slice(2));
