import { confusionMatrixFigure } from '../../figures/confusionMatrixFigure';
import { toBase64 } from '../../figures/parts/base64';
import { percent } from '../../figures/parts/numbers';
import { escapeHtml, htmlWords, type Bilingual, type Words } from '../../figures/parts/words';
import { trainingCurves } from '../../figures/trainingCurves';
import type { Mistake } from '../../insight/mistakes';
import { bilingual, figureElement, listItem, matrixTable, table, wholePage } from './html';
import { largestClass, meanAccuracy, wilsonInterval, type Measurement } from './measurement';

/** A mistake as the page shows it. */
export interface ShownMistake extends Mistake {
  /** The path inside the folder of photos. */
  readonly file: string;
  /** How sure the network was of the true class (0-1). */
  readonly trueProbability: number;
  /** The photo as the network looked at it, small, as the bytes of a JPEG; without it, its words alone are shown. */
  readonly jpeg?: Uint8Array;
  /** What about the file may have been the reason. */
  readonly hints: readonly Words[];
}

/** What the page tells. */
export interface PageContent {
  /** The name of the folder of photos. */
  readonly name: string;
  /** The pretrained network's name. */
  readonly network: string;
  /** How many pixels wide photos are made, and how many the network takes: less at first, where they were shrunk. */
  readonly photoSize: number;
  readonly imageSize: number;
  /** How many photos the saved network has learned from. */
  readonly numLearned: number;
  readonly measurement: Measurement;
  readonly mistakes: readonly ShownMistake[];
  /** What was noticed while the photos were read, a sentence each. */
  readonly notes: readonly string[];
}

/** Returns the page on a trained network: one file of HTML that needs no other, and no network. */
export function reportPage(content: PageContent): string {
  const { name, measurement } = content;
  const acc = meanAccuracy(measurement).toFixed(3);
  const body = [
    bilingual('h1', {
      en: `${name}: ${acc} named rightly`,
      ja: `${name}: 正解率 ${acc}`,
    }),
    accuracySection(content),
    confusionSection(measurement),
    mistakesSection(content),
    curvesSection(measurement),
    notesSection(content.notes),
    useSection(content),
  ];
  return wholePage(body.join('\n'), { title: `${name}: ${acc} named rightly`, style: STYLE });
}

/** Beside the rules of the exported pages. */
const STYLE = `
h1[lang='ja'] { margin-top: -0.4em; font-size: 1.2rem; color: var(--faint); }
:is(h2, h3)[lang='ja'] { margin-top: -0.5em; font-size: 1rem; color: var(--faint); }
:is(p, li span)[lang='ja'] { color: var(--faint); font-size: 0.94em; }
th[scope='row'] { border-bottom-color: var(--line); font-weight: 400; }
.mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); gap: 1.2rem; margin: 0 0 1.5em; }
.mistakes figure { margin: 0; }
.mistakes img { display: block; width: 100%; aspect-ratio: 1; border-radius: 6px; }
.mistakes figcaption { overflow-wrap: anywhere; }
.mistakes strong { color: var(--ink); }
.plotly-figure { margin-bottom: 1.5em; }
.matrix td { padding: 0.35em 0.5em; text-align: right; background: color-mix(in srgb, var(--accent) var(--share), transparent); }
.matrix thead th { padding: 0.35em 0.5em; text-align: right; }
@media (max-width: 40rem) {
  .wide { display: none; }
  th, td { padding-right: 0.5em; }
}
main > pre { padding: 0.8rem 1rem; border: 1px solid var(--line); border-radius: 8px; background: var(--code-paper); white-space: pre-wrap; overflow-wrap: anywhere; margin-bottom: 1em; }
`;

function accuracySection(content: PageContent): string {
  const { measurement, network } = content;
  const { acc, labels } = measurement.evaluation;
  const [low, high] = wilsonInterval(Math.round(acc * labels.length), labels.length);
  return [
    bilingual('p', howMeasured(content)),
    bilingual('p', {
      en: `From so many photos one can say that, of further photos like these, between ${percent(low)} and ${percent(high)} would be named rightly (95 % confidence).`,
      ja: `この枚数からは、同じような別の写真での正解率は ${percent(low)} から ${percent(high)} の間と言えます (信頼度 95 %)。`,
    }),
    table([
      ['Right', 'How / 方法'],
      [meanAccuracy(measurement).toFixed(3), 'This network / このネットワーク'],
      ...comparisonRows(measurement, network),
    ]),
  ].join('\n');
}

function howMeasured({ measurement, numLearned }: PageContent): Bilingual {
  const { evaluation, way, accuracies } = measurement;
  const num = evaluation.labels.length;
  const numRight = Math.round(evaluation.acc * num);
  switch (way) {
    case 'test folder':
      return {
        en: `The network learned from ${numLearned} photos and named ${numRight} of the ${num} photos of the test folder rightly.`,
        ja: `ネットワークは ${numLearned} 枚の写真から学び、テスト用フォルダーの ${num} 枚のうち ${numRight} 枚を正しく答えました。`,
      };
    case 'held back':
      return {
        en: `${num} photos, a fifth of each class, were held back while a network learned from the others; it named ${numRight} of them rightly. The network that is saved then learned from all ${numLearned} photos: it has seen more, and was not measured itself.`,
        ja: `各クラスの 5 分の 1、合わせて ${num} 枚を取り分け、残りから学んだネットワークがそのうち ${numRight} 枚を正しく答えました。保存されたネットワークはその後 ${numLearned} 枚すべてから学んだもので、それ自体は測っていません。`,
      };
    case 'folds':
      return {
        en: `Measured ${accuracies.length} times: each time another share of the photos was held back while a network learned from the others, so that each of the ${num} photos was named once by a network that did not know it; ${numRight} were named rightly. The accuracies were ${accuracies.map((each) => each.toFixed(3)).join(', ')}. The network that is saved learned from all ${numLearned} photos.`,
        ja: `${accuracies.length} 回に分けて測りました。毎回別の一部を取り分け、残りから学んだネットワークで答えたので、${num} 枚のどれも、それを知らないネットワークが 1 回ずつ答えています。正解は ${numRight} 枚、各回の正解率は ${accuracies.map((each) => each.toFixed(3)).join('、')} です。保存されたネットワークは ${numLearned} 枚すべてから学びました。`,
      };
  }
}

function comparisonRows({ evaluation, numOwnRight }: Measurement, network: string): string[][] {
  const { className, acc } = largestClass(evaluation);
  const rows = [[acc.toFixed(3), `Always saying “${className}” / いつも「${className}」と答える`]];
  if (numOwnRight !== undefined)
    rows.push([
      (numOwnRight / evaluation.labels.length).toFixed(3),
      `Summing up the thousand classes that ${network} was made for, without any training: works only for what these thousand hold / 学習せずに、${network} がもともと知っている 1,000 クラスを足し合わせる (その 1,000 クラスに含まれるものだけに使える)`,
    ]);
  return rows;
}

function confusionSection({ evaluation }: Measurement): string {
  const { confusionMatrix, classMetrics, classNames } = evaluation;
  const rows = classMetrics.map(({ className, precision, recall, f1, support }) => [
    className,
    ...(support === 0 ? ['–', '–', '–'] : [precision, recall, f1].map((each) => each.toFixed(2))),
    String(support),
  ]);
  return [
    bilingual('h2', { en: 'What was taken for what', ja: '何を何と答えたか' }),
    // With little room the table below it is the better picture
    `<div class="wide">${figureElement(confusionMatrixFigure(confusionMatrix, classNames))}</div>`,
    matrixTable(confusionMatrix, classNames),
    bilingual('p', {
      en: 'A row for each true class, a column for what the network said, by the number of the class.',
      ja: '行は正解のクラス、列はネットワークの答え (クラスの番号) です。',
    }),
    table([['Class', 'Precision', 'Recall', 'F1', 'Photos'], ...rows]),
    bilingual('p', {
      en: 'Precision: of the photos named so, the share that are. Recall: of the photos that are, the share named so. F1 is the harmonic mean of the two.',
      ja: '適合率 (Precision): そう答えた写真のうち本当にそうだった割合。再現率 (Recall): 本当にそうである写真のうちそう答えた割合。F1 は両者の調和平均。',
    }),
  ].join('\n');
}

function curvesSection({ history, way }: Measurement): string {
  if (history.loss.length === 0) return '';
  return [
    bilingual('h2', { en: 'How it learned', ja: '学習の進み方' }),
    figureElement(trainingCurves(history)),
    bilingual('p', {
      en: `Loss and accuracy after each epoch${way === 'folds' ? ' of the first of the trainings' : ''}. The loss while learning holds the penalty on large weights too. Where the dashed line of the photos that were not learned from stays far below the solid one in accuracy, more photos help most.`,
      ja: `各エポックの損失と正解率${way === 'folds' ? ' (1 回目の学習)' : ''}。学習側の損失には重みの大きさへの罰則も含まれます。正解率で、学習に使わなかった写真の破線が実線よりずっと低いままなら、写真を増やすのが一番効きます。`,
    }),
  ].join('\n');
}

const ADVICE: readonly Bilingual[] = [
  {
    en: 'Is the label wrong? Move the photo into the folder where it belongs.',
    ja: 'ラベルが間違っている? 正しいフォルダーへ移してください。',
  },
  {
    en: 'Are there two animals, or is the one that counts not in the middle? The network looks only at the square in the middle: crop the photo, or take it out.',
    ja: '2 種類の動物が写っている、または目的の動物が中央にいない? ネットワークは中央の正方形だけを見ます。写真を切り抜くか、外してください。',
  },
  {
    en: 'Is it too small or too blurred to tell for yourself? Take a larger one.',
    ja: '小さすぎる、ぼけていて自分でも分からない? もっと大きな写真に替えてください。',
  },
  {
    en: 'Is the photo good, and only unlike the others? Then more photos of that kind are what the network lacks.',
    ja: '写真は良いのに、ほかと似ていないだけ? それなら、その種類の写真を増やすことが必要です。',
  },
];

function mistakesSection({ mistakes, measurement }: PageContent): string {
  const { labels, predictions } = measurement.evaluation;
  const numMistakes = labels.filter((label, index) => label !== predictions[index]).length;
  const heading = bilingual('h2', { en: 'The surest mistakes', ja: '自信のあった間違い' });
  if (mistakes.length === 0)
    return `${heading}\n${bilingual('p', { en: 'There are none: every photo was named rightly.', ja: '間違いはありません。すべて正しく答えました。' })}`;
  return [
    heading,
    bilingual('p', {
      en: `${mistakes.length} of ${numMistakes}, those first of which the network was surest.`,
      ja: `${numMistakes} 枚のうち ${mistakes.length} 枚を、ネットワークの自信が大きかった順に示します。`,
    }),
    `<div class="mistakes">${mistakes.map(mistakeElement).join('\n')}</div>`,
    bilingual('h3', { en: 'What to do with them', ja: 'どうすればよいか' }),
    `<ul>${ADVICE.map(listItem).join('\n')}</ul>`,
    bilingual('p', {
      en: 'Then run the command again. Change only what is wrong: photos taken out because they are hard make the number better and the network worse.',
      ja: 'そのあと、もう一度コマンドを実行してください。直すのは間違いだけにします。難しいからと写真を外すと、数字は良くなってもネットワークは悪くなります。',
    }),
  ].join('\n');
}

function mistakeElement(mistake: ShownMistake): string {
  const { file, trueClass, predictedClass, probability, trueProbability, jpeg, hints } = mistake;
  const alt = escapeHtml(`${file}: ${trueClass}, taken for ${predictedClass}`);
  const image = jpeg ? `<img src="data:image/jpeg;base64,${toBase64(jpeg)}" alt="${alt}">` : '';
  const lines = [
    `Said / 答え: <strong>${escapeHtml(predictedClass)}</strong> ${percent(probability)}`,
    `True / 正解: <strong>${escapeHtml(trueClass)}</strong> ${percent(trueProbability)}`,
    escapeHtml(file),
    ...hints.map(htmlWords),
  ];
  return `<figure>${image}<figcaption>${lines.join('<br>')}</figcaption></figure>`;
}

function notesSection(notes: readonly string[]): string {
  if (notes.length === 0) return '';
  return [
    bilingual('h2', { en: 'Noticed while reading the photos', ja: '写真を読むときに気づいたこと' }),
    `<ul>${notes.map(listItem).join('\n')}</ul>`,
  ].join('\n');
}

function useSection({ photoSize, imageSize }: PageContent): string {
  const inNotebook = [
    bilingual('p', { en: 'and in a notebook by', ja: 'ノートブックでは' }),
    `<pre>const model = await loadNetwork('FOLDER/network');
predict(model, await loadPhoto('photo.jpg', { imageSize: ${imageSize} }));</pre>`,
  ];
  return [
    bilingual('h2', { en: 'Using the network', ja: 'ネットワークを使う' }),
    bilingual('p', {
      en: 'It lies in the folder “network” beside this page. In the project’s folder, photos are named by',
      ja: 'このページと同じ場所のフォルダー「network」にあります。写真の名前を答えさせるには、プロジェクトのフォルダーで',
    }),
    '<pre>npm run classify -- --predict photo.jpg --saved FOLDER</pre>',
    ...(photoSize === imageSize ? inNotebook : []),
  ].join('\n');
}
