import { homedir } from 'node:os';
import { relative } from 'node:path';
import { projectRoot } from '../project';

interface Places {
  /** The folder that paths are told from. */
  readonly folder?: string;
  readonly project?: string;
  readonly home?: string;
}

/**
 * Returns the text with absolute paths told from the notebook's folder, so that a stored notebook says nothing of the
 * machine it ran on: a file of the project becomes `../data/x.npy`, one of the home folder `~/x.npy`.
 *
 * @example
 * hidePaths("open '/home/ada/x.npy'", { home: '/home/ada' }) //=> "open '~/x.npy'"
 */
export function hidePaths(
  text: string,
  { folder = process.cwd(), project = projectRoot, home = homedir() }: Places = {},
): string {
  const shortNames: [string, string][] = [
    [folder, '.'],
    [project, relative(folder, project) || '.'],
    [home, '~'],
  ];
  return shortNames
    .filter(([path]) => path.length > 1)
    .sort(([first], [second]) => second.length - first.length)
    .reduce((shown, [path, shortName]) => replacePath(shown, path, shortName), text);
}

/** Only whole folder names count: `/home/ad` is no part of `/home/ada`. */
function replacePath(text: string, path: string, shortName: string): string {
  const literal = path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\\\\|\//g, '[\\\\/]');
  const inside = new RegExp(`(?:file://)?${literal}([\\\\/])(?=[^\\s'"])`, 'g');
  const alone = new RegExp(`(?:file://)?${literal}(?![\\w-])`, 'g');
  const prefix = shortName === '.' ? '' : shortName;
  return text
    .replace(inside, (_match, separator: string) => (prefix ? prefix + separator : ''))
    .replace(alone, () => shortName);
}
