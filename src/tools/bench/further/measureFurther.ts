import type { Writer } from '../../commands';
import { startProgress } from '../../runner/progress';
import type { Further } from '../options';
import type { FurtherLine } from '../table';
import { measureKernel } from './kernel';
import { measureLoading } from './loading';
import type { FurtherOptions } from './measureSeconds';
import { measureMemory } from './memory';
import { measureNotebooks } from './notebooks';
import { withPictures, type Pictures } from './pictures';

interface Setting extends Omit<FurtherOptions, 'onProgress'> {
  readonly progress: Writer;
}

/** Makes the measurements beside the rows that are asked for. Returns the lines of their table. */
export async function measureFurther(
  further: readonly Further[],
  setting: Setting,
): Promise<FurtherLine[]> {
  const needsPictures = further.includes('loading') || further.includes('memory');
  const lines: FurtherLine[] = [];
  if (further.includes('kernel'))
    lines.push(...(await watched(measureKernel, { ...setting, title: 'kernel' })));
  if (needsPictures)
    lines.push(
      ...(await watched((options) => measurePictures(further, options), {
        ...setting,
        title: 'pictures',
      })),
    );
  if (further.includes('notebooks')) lines.push(...(await measureNotebooks(setting)));
  return lines;
}

/** Loading and memory are measured with the same pictures. */
function measurePictures(
  further: readonly Further[],
  options: FurtherOptions,
): Promise<FurtherLine[]> {
  return withPictures(options, async (pictures: Pictures) => [
    ...(further.includes('loading') ? await measureLoading(pictures, options) : []),
    ...(further.includes('memory') ? await measureMemory(pictures, options) : []),
  ]);
}

type Measure = (options: FurtherOptions) => Promise<FurtherLine[]>;

function watched(
  measure: Measure,
  { title, progress, ...options }: Setting & { readonly title: string },
): Promise<FurtherLine[]> {
  const { at, end } = startProgress(title, progress);
  return measure({ ...options, onProgress: at }).finally(end);
}
