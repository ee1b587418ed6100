import { measureDataPath } from '../dataPath';
import { findPillow, nodeWorker, pythonWorker } from '../contenders';
import { summaryText, type FurtherLine } from '../table';
import { measureSeconds, type FurtherOptions } from './measureSeconds';
import type { Pictures } from './pictures';

/**
 * Measures how long 1,800 pictures take to be composed, which happens once, and to be loaded, each time in a new process;
 * then the single jobs on the way of the data, within one process each.
 */
export async function measureLoading(
  { folder, secondsToCompose }: Pictures,
  options: FurtherOptions,
): Promise<FurtherLine[]> {
  const pillow = findPillow();
  const tasks = [
    { name: 'loadData()', command: [...nodeWorker('pictureTasks'), 'load', folder] as const },
    {
      name: "Keras's image_dataset_from_directory()",
      command: [...pythonWorker('loadPictures'), 'keras', folder] as const,
    },
    ...(pillow
      ? [
          {
            name: 'Pillow and NumPy',
            command: [...pythonWorker('loadPictures', pillow), 'pillow', folder] as const,
          },
        ]
      : []),
  ];
  const [ours, ...others] = await measureSeconds(tasks, options);
  const compared = others.map(
    (seconds, index) => `${summaryText(seconds)} with ${tasks[index + 1].name}`,
  );
  return [
    {
      what: 'seconds to load 1,800 pictures',
      ours: summaryText(ours),
      comparison: [...compared, ...(pillow ? [] : ['Pillow is not there'])].join('; '),
    },
    {
      what: 'seconds to compose 1,800 pictures, once at the first start',
      ours: secondsToCompose.toFixed(1),
      comparison: '–',
    },
    ...(await measureDataPath(options)).map(({ job, oursMs, referenceMs, reference }) => ({
      what: `milliseconds to ${job}`,
      ours: oursMs.toFixed(1),
      comparison: `${referenceMs.toFixed(1)} with ${reference}`,
    })),
  ];
}
