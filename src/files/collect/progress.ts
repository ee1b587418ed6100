import { liveDisplay } from '../../display/liveDisplay';
import { inNotebook } from '../../display/notebook';
import { plural } from '../../plural';

/** How far a collecting is. */
export interface CollectProgress {
  readonly className: string;
  /** Pictures of this class that are there, and wanted. */
  readonly count: number;
  readonly perClass: number;
  /** Pictures of all classes that are there, and wanted. */
  readonly countOfAll: number;
  readonly wantedOfAll: number;
  /** Seconds that the service asked to wait, while it is waited for. */
  readonly waiting?: number;
}

/** How many signs wide the bar is. */
const BAR_WIDTH = 20;

/** Outside a notebook each drawing is a line of its own. */
const MILLISECONDS_A_LINE = 5000;

/**
 * The progress in one line.
 *
 * @example
 * progressText({ className: 'cats', count: 3, perClass: 6, countOfAll: 3, wantedOfAll: 12 }) //=> '█████░░░░░░░░░░░░░░░  cats 3 of 6, in all 3 of 12'
 */
export function progressText(progress: CollectProgress): string {
  const { className, count, perClass, countOfAll, wantedOfAll, waiting } = progress;
  const done = Math.round((BAR_WIDTH * countOfAll) / wantedOfAll);
  const bar = '█'.repeat(done) + '░'.repeat(BAR_WIDTH - done);
  const pause = waiting === undefined ? '' : `, waiting ${plural(waiting, 'second')} as asked`;
  return `${bar}  ${className} ${count} of ${perClass}, in all ${countOfAll} of ${wantedOfAll}${pause}`;
}

/** Where the progress is shown. */
export interface ProgressBoard {
  readonly show: (progress: CollectProgress) => void;
  /** Draws what was shown last, if it was not drawn yet. */
  readonly end: () => void;
}

/** Shows the progress in one output of a notebook, elsewhere in a line now and then. */
export function progressBoard(): ProgressBoard {
  const board = liveDisplay(inNotebook() ? {} : { interval: MILLISECONDS_A_LINE });
  let last: string | undefined;
  return {
    show: (progress) => {
      last = progressText(progress);
      board.update(last);
    },
    end: () => {
      if (last !== undefined) board.finish(last);
    },
  };
}
