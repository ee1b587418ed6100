import type { Contender, ContenderName } from '../../../src/tools/bench/contenders';
import { MARK } from '../../../src/tools/bench/workers/protocol';

interface FakeParts {
  readonly predictions?: unknown;
  /** What each request is answered with, as it is printed after the mark. */
  readonly round?: string;
  /** Code that runs at the first request in place of an answer. */
  readonly instead?: string;
}

/** A program that follows the protocol and computes nothing. */
export function fakeContender(
  name: ContenderName,
  { predictions = [0.25, 0.75], round = '{"way":1.5}', instead = '' }: FakeParts = {},
): Contender {
  const say = (text: string) => `console.log(${JSON.stringify(MARK + text)});`;
  const code = [
    'process.stdout.write("noise of a library, without a line end");',
    'process.stdout.write("\\n");',
    say(JSON.stringify({ predictions })),
    say('{"ready":true}'),
    `require("readline").createInterface({ input: process.stdin }).on("line", () => { ${instead} ${say(round)} });`,
  ].join('\n');
  return { name, command: [process.execPath, '-e', code] };
}
