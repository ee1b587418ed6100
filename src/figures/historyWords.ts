import { plural } from '../plural';
import type { History } from '../training/history';
import type { TrainingProgress } from '../training/progress';
import { type Bilingual } from './parts/words';

/**
 * Returns in words what the curves show.
 *
 * @example
 * describeHistory({ loss: [1.5, 0.9], acc: [0.4, 0.7], val_loss: [], val_acc: [] }).en
 * //=> 'Over 2 epochs, training loss falls from 1.50 to 0.90 and training accuracy rises from 0.40 to 0.70'
 */
export function describeHistory({ loss, acc, val_loss, val_acc }: History): Bilingual {
  if (loss.length === 0) {
    return {
      en: 'Curves of loss and accuracy; no epoch is finished yet',
      ja: '損失と正解率の曲線。終わったエポックはまだありません',
    };
  }
  const measured: Curve[] = [
    { en: 'training loss', ja: '訓練の損失', values: loss },
    { en: 'training accuracy', ja: '訓練の正解率', values: acc },
    { en: 'validation loss', ja: '検証の損失', values: val_loss },
    { en: 'validation accuracy', ja: '検証の正解率', values: val_acc },
  ];
  const curves = measured.filter(({ values }) => values.length > 0);
  const changes = curves.map(describeChange);
  return {
    en: `Over ${plural(loss.length, 'epoch')}, ${joined(changes)}`,
    ja: `${loss.length} エポックの学習曲線。${curves.map(({ ja, values }) => `${ja}: ${endsOf(values).join(' → ')}`).join('、')}`,
  };
}

interface Curve extends Bilingual {
  readonly values: readonly number[];
}

function joined(parts: readonly string[]): string {
  return [parts.slice(0, -1).join(', '), ...parts.slice(-1)].filter(Boolean).join(' and ');
}

/** The first and the last value; one if there is only one. */
function endsOf(values: readonly number[]): string[] {
  return (values.length === 1 ? values : [values[0], values[values.length - 1]]).map((value) =>
    value.toFixed(2),
  );
}

function describeChange({ en, values }: Curve): string {
  const [first, last = first] = endsOf(values);
  if (values.length === 1) return `${en} is ${first}`;
  const [from, to] = [Number(first), Number(last)];
  if (!Number.isFinite(from) || !Number.isFinite(to)) return `${en} goes from ${first} to ${last}`;
  if (first === last) return `${en} ends where it began, at ${last}`;
  return `${en} ${to > from ? 'rises' : 'falls'} from ${first} to ${last}`;
}

/**
 * Returns how far a training is, as a title over its curves.
 *
 * @example
 * describeProgress({ epoch: 3, epochs: 8, batch: 12, numBatches: 40, secondsLeft: 120, loss: 0.9, history })
 * //=> { en: 'Epoch 3 of 8 · batch 12 of 40 · 2 min left', ja: 'エポック 3/8 · バッチ 12/40 · 残り 2 分' }
 */
export function describeProgress(progress: TrainingProgress): Bilingual {
  const { epoch, epochs, batch, numBatches, secondsLeft } = progress;
  if (epoch === epochs && batch === numBatches)
    return { en: plural(epochs, 'epoch'), ja: `${epochs} エポック` };
  const left = secondsLeft === undefined ? undefined : describeSeconds(secondsLeft);
  return {
    en:
      `Epoch ${epoch} of ${epochs} · batch ${batch}${numBatches ? ` of ${numBatches}` : ''}` +
      (left ? ` · ${left.en} left` : ''),
    ja:
      `エポック ${epoch}/${epochs} · バッチ ${batch}${numBatches ? `/${numBatches}` : ''}` +
      (left ? ` · 残り ${left.ja}` : ''),
  };
}

function describeSeconds(seconds: number): Bilingual {
  if (seconds < 90) return { en: `${Math.ceil(seconds)} s`, ja: `${Math.ceil(seconds)} 秒` };
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return { en: `${minutes} min`, ja: `${minutes} 分` };
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return { en: `${hours} h ${rest} min`, ja: `${hours} 時間 ${rest} 分` };
}
