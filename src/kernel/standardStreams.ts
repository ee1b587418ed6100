import { writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

export type StreamName = 'stdout' | 'stderr';

/** Takes what is printed. */
export type Sink = (name: StreamName, text: string) => void;

const FILE_DESCRIPTORS = { stdout: 1, stderr: 2 } as const;

/**
 * Puts streams of our own in the place of `process.stdout` and `process.stderr`, until the first cell printing to
 * Jupyter's log. Returns the function by which a cell takes over what is printed.
 *
 * Node's own streams must not even be looked at: they would print colors when Jupyter runs in a terminal, and they turn
 * a pipe that this process shares with Jupyter non-blocking, on which Python's own long outputs break off.
 */
export function replaceStandardStreams(): (sink: Sink) => void {
  let current: Sink = writeToLog;
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = createStream((text) => current(name, text));
    Object.defineProperty(process, name, {
      value: Object.assign(stream, { fd: FILE_DESCRIPTORS[name] }),
      configurable: true,
    });
  }
  return (sink) => void (current = sink);
}

/** Writes to what Jupyter shows or keeps of the kernel's own messages. */
export function writeToLog(name: StreamName, text: string): void {
  try {
    writeSync(FILE_DESCRIPTORS[name], text);
  } catch {
    // Nobody listens: no reason for the kernel to end
  }
}

function createStream(print: (text: string) => void): Writable {
  // A character of several bytes can be split between two writes
  const decoder = new StringDecoder('utf8');
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, written) {
      print(typeof chunk === 'string' ? chunk : decoder.write(chunk));
      written();
    },
  });
}
