import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { accuracyBySource } from '../../src/insight/accuracyBySource';
import { seededRandom } from '../../src/data/random';
import { inProject, venvProgram } from '../../src/project';

interface Case {
  readonly labels: number[];
  readonly predictions: number[];
  readonly sources: string[];
}

/** Pictures of sources that the network mostly knows all or not at all. */
function randomCase(
  numImages: number,
  { numSources, seed }: Record<'numSources' | 'seed', number>,
): Case {
  const random = seededRandom(seed);
  const known = Array.from({ length: numSources }, () => random());
  const chosen = Array.from({ length: numImages }, () => Math.floor(random() * numSources));
  const labels = chosen.map((source) => source % 6);
  return {
    labels,
    predictions: labels.map((label, index) =>
      random() < known[chosen[index]] ? label : (label + 1) % 6,
    ),
    sources: chosen.map((source) => `source ${source}`),
  };
}

const CASES = [
  randomCase(360, { numSources: 56, seed: 1 }),
  randomCase(60, { numSources: 3, seed: 2 }),
  randomCase(50, { numSources: 400, seed: 3 }),
];

/** The same in plain loops: the covariances of all pairs of pictures that have a source in common. */
function pairwiseError({ labels, predictions, sources }: Case): number {
  const hits = labels.map((label, index) => Number(label === predictions[index]));
  let mean = 0;
  for (const hit of hits) mean += hit / hits.length;
  let sum = 0;
  for (let one = 0; one < hits.length; one++)
    for (let other = 0; other < hits.length; other++)
      if (sources[one] === sources[other]) sum += (hits[one] - mean) * (hits[other] - mean);
  const numSources = [...sources]
    .sort()
    .filter((source, i, sorted) => source !== sorted[i - 1]).length;
  return Math.sqrt((sum / hits.length ** 2) * (numSources / (numSources - 1)));
}

test('accuracyBySource() is what a sum over all pairs of pictures of one source gives', () => {
  for (const { sources, ...judged } of CASES) {
    const { standardError, numSources, numImages } = accuracyBySource(judged, { sources });
    assert.ok(Math.abs(standardError - pairwiseError({ sources, ...judged })) < 1e-12);
    assert.equal(numSources, new Set(sources).size);
    assert.equal(numImages, sources.length);
  }
});

test('accuracyBySource() gives the errors of least squares with clusters in NumPy', () => {
  const output = execFileSync(
    venvProgram('python'),
    [inProject('test', 'insight', 'accuracyReference.py')],
    { input: JSON.stringify(CASES), encoding: 'utf8' },
  );
  const references = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, number>);
  assert.equal(references.length, CASES.length);
  for (const [index, { sources, ...judged }] of CASES.entries()) {
    const ours = accuracyBySource(judged, { sources });
    assert.ok(Math.abs(ours.standardError - references[index].standardError) < 1e-12);
    assert.ok(Math.abs(ours.standardErrorByImage - references[index].standardErrorByImage) < 1e-12);
  }
});

test('accuracyBySource() gives the error by picture where each has a source of its own, whatever their order', () => {
  const [{ labels, predictions, sources }] = CASES;
  const own = accuracyBySource(
    { labels, predictions },
    { sources: sources.map((_, i) => `${i}.jpg`) },
  );
  assert.equal(own.standardError, own.standardErrorByImage);
  assert.ok(Math.abs(own.standardError - Math.sqrt((own.acc * (1 - own.acc)) / 359)) < 1e-12);
  const grouped = accuracyBySource({ labels, predictions }, { sources });
  assert.ok(grouped.standardError > 1.5 * own.standardError);
  const turned = { labels: [...labels].reverse(), predictions: [...predictions].reverse() };
  const again = accuracyBySource(turned, { sources: [...sources].reverse() });
  assert.ok(Math.abs(again.standardError - grouped.standardError) < 1e-12);
});

test('accuracyBySource() does not change when every picture comes twice', () => {
  const [{ labels, predictions, sources }] = CASES;
  const once = accuracyBySource({ labels, predictions }, { sources });
  const twice = accuracyBySource(
    { labels: [...labels, ...labels], predictions: [...predictions, ...predictions] },
    { sources: [...sources, ...sources] },
  );
  assert.ok(Math.abs(twice.standardError - once.standardError) < 1e-12);
  assert.ok(twice.standardErrorByImage < once.standardErrorByImage);
});

test('accuracyBySource() says what is missing', () => {
  const judged = { labels: [0, 1], predictions: [0, 0] };
  const given = (sources: unknown) => (): unknown => accuracyBySource(judged, { sources } as never);
  assert.throws(given(undefined), /TypeError: There are no sources: a data set has them when/);
  assert.throws(given(['a']), /TypeError: The sources are 1, but there are 2 images/);
  assert.throws(
    given('ab'),
    /TypeError: The sources must be a list of texts, one an image, but are the text 'ab'/,
  );
  assert.throws(given(['a', 2]), /TypeError: The sources must be texts, but number 1 is 2/);
  assert.throws(given(['a', 'a']), /RangeError: .*at least 2 sources, but they have 1/);
  assert.throws(
    () => accuracyBySource({ labels: [0], predictions: [] }, { sources: ['a'] }),
    /TypeError: Each label needs one prediction, but there are 1 labels and 0 predictions/,
  );
  assert.throws(
    () => accuracyBySource(0.5 as never, { sources: ['a', 'b'] }),
    /TypeError: The evaluation must hold labels and predictions.*but is 0\.5/,
  );
});
