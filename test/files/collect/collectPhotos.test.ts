import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { collectPhotos, loadData } from '../../../src/index';
import { inProject } from '../../../src/project';
import { printed } from '../samplePhotos';
import { collect, creditsOf, errorOf, filesBelow, newFolder, standIn } from './collecting';
import { json, KEY, samplePicture, uuid } from './standIn';

/** Other pictures for each word. */
const apart = (word: string): number[] =>
  Array.from({ length: 200 }, (_, index) => 1000 * word.length + word.charCodeAt(0) + index);

test('collectPhotos() fills class folders that loadData() reads, with a credit for each picture', async () => {
  const server = await standIn({ results: apart });
  const folder = newFolder();
  const { result, lines } = await collect({ words: ['cat', 'bird'], perClass: 6, folder });
  assert.deepEqual(result, {
    folder,
    service: 'pexels',
    counts: { cats: 6, birds: 6 },
    numAdded: 12,
    leftOut: { twin: 0, unusable: 0, noPicture: 0, missing: 0 },
    isStopped: false,
  });
  const credits = creditsOf(folder);
  assert.deepEqual(filesBelow(folder), [...credits.map(({ file }) => file), 'credits.json'].sort());
  for (const { file, id, sha256, ...credit } of credits) {
    const bytes = readFileSync(join(folder, file));
    assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256);
    assert.deepEqual(bytes, await samplePicture(Number(id)));
    assert.deepEqual(credit, {
      title: `Picture ${id}`,
      author: `Photographer ${id}`,
      page: `https://www.pexels.com/photo/${id}/`,
      license: 'Pexels License',
      licensePage: 'https://www.pexels.com/license/',
      service: 'pexels',
      word: file.startsWith('cats') ? 'cat' : 'bird',
    });
  }
  assert.match(lines.join('\n'), /cats 6, birds 6\. Photos provided by Pexels \(https:/);
  await printed(async () => {
    const { trainSet, testSet } = await loadData(folder, { imageSize: 8 });
    assert.deepEqual(trainSet.classNames, ['cats', 'birds']);
    assert.equal(trainSet.labels.length + testSet.labels.length, 12);
  });
  // One search a word, for as many as there are on a page, and each picture once
  const searches = server.asked.filter(({ path }) => path === '/v1/search');
  assert.deepEqual(
    searches.map(({ query }) => query.toString()),
    ['query=cat&per_page=80&page=1', 'query=bird&per_page=80&page=1'],
  );
  assert.equal(new Set(server.fetched()).size, 12);
});

test('collectPhotos() sends the key with a search and nowhere else, and neither prints nor keeps it', async () => {
  const server = await standIn();
  const folder = newFolder();
  const { lines, result } = await collect({ perClass: 3, folder });
  for (const { path, headers } of server.asked)
    assert.equal(headers.authorization, path === '/v1/search' ? KEY : undefined);
  const kept = filesBelow(folder).map((file) => readFileSync(join(folder, file), 'latin1'));
  assert.ok(![...kept, ...lines, JSON.stringify(result)].some((text) => text.includes(KEY)));
});

test('collectPhotos() sends no key to another server that a search leads to', async () => {
  const heard: unknown[] = [];
  const other = await standIn({
    fault: ({ headers }, response) => {
      heard.push(headers.authorization);
      return json(response, 200, { photos: [] });
    },
  });
  await standIn({
    fault: (_, response) => {
      response.writeHead(302, { location: `${other.url}/v1/search` }).end();
      return true;
    },
  });
  const { message } = await errorOf({ folder: newFolder() });
  assert.match(message, /Pexels cannot be asked: its address leads elsewhere, to 127\.0\.0\.1/);
  assert.deepEqual(heard, []);
});

test('collectPhotos() goes on where it stopped, and asks nothing when all is there', async () => {
  let isSpent = false;
  const server = await standIn({
    results: apart,
    fault: ({ query }, response) => isSpent && query.get('page') === '2' && json(response, 429, {}),
  });
  const folder = newFolder();
  isSpent = true;
  const { message } = await errorOf({ perClass: 90, folder });
  assert.match(message, /Pexels gives no more for now.*within an hour.*cats 80, of 90 wanted/);
  isSpent = false;
  const { result } = await collect({ perClass: 90, folder });
  assert.deepEqual([result.counts, result.numAdded], [{ cats: 90 }, 10]);
  assert.equal(new Set(server.fetched()).size, server.fetched().length);
  const numAsked = server.asked.length;
  await collect({ perClass: 90, folder });
  assert.equal(server.asked.length, numAsked);
});

test('collectPhotos() takes no picture twice: not by its name, its bytes or its looks, in one class or two', async () => {
  const twins: Record<number, () => Promise<Buffer>> = {
    5: () => samplePicture(1),
    6: () => samplePicture(2, { quality: 40, height: 40 }),
    7: async () =>
      sharp(await samplePicture(3))
        .png()
        .toBuffer(),
  };
  const server = await standIn({
    results: (word) => (word === 'cat' ? [1, 2, 2, 3, 4] : [1, 5, 6, 7, 8, 4, 9]),
    pictureOf: (id) => twins[id]?.() ?? samplePicture(id),
  });
  const folder = newFolder();
  const { result, lines } = await collect({ words: ['cat', 'dog'], perClass: 9, folder });
  assert.deepEqual(result.counts, { cats: 4, dogs: 2 });
  assert.equal(result.leftOut.twin, 3);
  assert.match(lines.join('\n'), /Left out: 3 a twin of one that is there/);
  assert.deepEqual(server.fetched().sort(), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('collectPhotos() knows the pictures of another service, and those that somebody put there', async () => {
  await standIn({ results: () => [1, 2, 3, 4, 5, 6] });
  const folder = newFolder();
  mkdirSync(join(folder, 'cats'), { recursive: true });
  writeFileSync(join(folder, 'cats', 'mine.jpg'), await samplePicture(2));
  writeFileSync(join(folder, 'cats', 'notes.txt'), 'no picture, which does not count');
  await collect({ perClass: 3, folder });
  const { result } = await collect({ perClass: 5, folder, service: 'openverse' });
  assert.deepEqual([result.counts, result.numAdded, result.leftOut.twin], [{ cats: 5 }, 2, 3]);
  assert.deepEqual(
    creditsOf(folder).map(({ file }) => file),
    [1, 3]
      .map((id) => `cats/pexels-${id}.jpg`)
      .concat([4, 5].map((id) => `cats/openverse-${uuid(id)}.jpg`)),
  );
});

test('collectPhotos() does not bring back a picture that was deleted by hand', async () => {
  await standIn();
  const folder = newFolder();
  await collect({ perClass: 4, folder });
  rmSync(join(folder, 'cats', 'pexels-2.jpg'));
  const { result } = await collect({ perClass: 4, folder });
  assert.deepEqual(result.counts, { cats: 4 });
  assert.ok(!existsSync(join(folder, 'cats', 'pexels-2.jpg')));
  assert.ok(existsSync(join(folder, 'cats', 'pexels-4.jpg')));
});

test('collectPhotos() says how many there are when a search finds fewer', async () => {
  await standIn({ results: () => [1, 2, 3] });
  for (const service of ['pexels', 'openverse', 'wikimedia'] as const) {
    const folder = newFolder();
    const { result, lines } = await collect({ perClass: 9, folder, service, contact: 'a@b.org' });
    assert.deepEqual(result.counts, { cats: 3 });
    assert.match(lines.join('\n'), /cats 3, of 9 wanted/);
  }
});

test('collectPhotos() asks Openverse without a key, for pictures that may be changed, 20 a page', async () => {
  const server = await standIn({
    results: () => Array.from({ length: 45 }, (_, index) => index),
    result: (result, id) => (id === 3 ? { ...result, license: 'by-nc-nd' } : result),
  });
  delete process.env.PEXELS_API_KEY;
  const folder = newFolder();
  const { result } = await collect({ perClass: 42, folder });
  assert.deepEqual(
    [result.service, result.counts, result.leftOut.unusable],
    ['openverse', { cats: 42 }, 1],
  );
  const searches = server.asked.filter(({ path }) => path === '/v1/images/');
  assert.deepEqual(
    searches.map(({ query }) => query.get('page')),
    ['1', '2', '3'],
  );
  assert.equal(searches[0].query.get('license_type'), 'commercial,modification');
  const [credit] = creditsOf(folder);
  assert.deepEqual(credit, {
    file: `cats/openverse-${uuid(0)}.jpg`,
    title: 'Picture 0',
    author: 'Photographer 0',
    page: 'https://www.flickr.com/photos/someone/0',
    license: 'CC BY-SA 2.0',
    licensePage: 'https://creativecommons.org/licenses/by-sa/2.0/',
    service: 'openverse',
    id: uuid(0),
    word: 'cat',
    sha256: credit.sha256,
  });
});

test('collectPhotos() ends where Openverse ends a search, after 20 pages', async () => {
  const server = await standIn({
    results: () => Array.from({ length: 500 }, (_, index) => index),
    // The same picture over and over, which is no use but once
    pictureOf: () => samplePicture(0),
  });
  const { result } = await collect({ perClass: 25, folder: newFolder(), service: 'openverse' });
  assert.deepEqual([result.counts, result.leftOut.twin], [{ cats: 1 }, 399]);
  assert.equal(server.asked.filter(({ path }) => path === '/v1/images/').length, 20);
});

test('collectPhotos() tells Wikimedia who asks, fetches two at once and credits in plain words', async () => {
  let [atOnce, mostAtOnce] = [0, 0];
  const server = await standIn({
    results: () => [40, 30, 20, 10, 50],
    result: (result, id) => {
      const about = result.imageinfo[0].extmetadata;
      if (id === 30) about.LicenseShortName.value = 'Fair use';
      if (id === 10) delete about.Artist;
      return result;
    },
    pictureOf: async (id) => {
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, 30));
      atOnce--;
      return samplePicture(id);
    },
  });
  const folder = newFolder();
  assert.match(
    (await errorOf({ folder, service: 'wikimedia' })).message,
    /give contact: 'you@example\.org'/,
  );
  assert.equal(server.asked.length, 0);
  const { result } = await collect({
    perClass: 4,
    folder,
    service: 'wikimedia',
    contact: 'ada@example.org',
  });
  assert.deepEqual([result.counts, result.leftOut.unusable, mostAtOnce], [{ cats: 4 }, 1, 2]);
  for (const { headers } of server.asked)
    assert.match(headers['user-agent'] ?? '', /^creatures-notebooks\/[\d.]+ \(ada@example\.org\)/);
  const [{ query }] = server.asked;
  assert.equal(query.get('iiurlwidth'), '500');
  const credits = creditsOf(folder);
  assert.deepEqual(
    credits.map(({ id, author, license }) => [id, author, license]),
    [
      ['40', 'Photographer & Co 40', 'CC BY-SA 4.0'],
      ['20', 'Photographer & Co 20', 'CC BY-SA 4.0'],
      ['10', undefined, 'CC BY-SA 4.0'],
      ['50', 'Photographer & Co 50', 'CC BY-SA 4.0'],
    ],
  );
});

test('collectPhotos() with dryRun asks nothing and makes nothing', async () => {
  const server = await standIn();
  delete process.env.PEXELS_API_KEY;
  const folder = newFolder();
  const { result, lines } = await collect({
    words: undefined,
    folder,
    dryRun: true,
    service: 'pexels',
  });
  assert.deepEqual(Object.keys(result.counts), [
    'cats',
    'dogs',
    'birds',
    'monkeys',
    'fish',
    'lizards',
  ]);
  assert.match(
    lines[1],
    /^cats: 300 in 4 requests, first http.*\/v1\/search\?query=cat&per_page=80&page=1$/,
  );
  assert.equal(lines.at(-1), 'In all 24 searches, 1800 pictures, about 41 MB');
  assert.equal(server.asked.length, 0);
  assert.ok(!existsSync(folder));
});

test('collectPhotos() stopped by a signal or Ctrl+C keeps what is there, whole, and goes on later', async () => {
  const controller = new AbortController();
  const stops = [() => controller.abort(), () => void process.emit('SIGINT')];
  for (const stop of stops) {
    await standIn({ results: apart });
    const folder = newFolder();
    const options = {
      perClass: 12,
      folder,
      signal: stop === stops[0] ? controller.signal : undefined,
    };
    const { result, lines } = await collect({
      ...options,
      onProgress: ({ count }) => count >= 4 && stop(),
    });
    assert.deepEqual([result.isStopped, result.counts], [true, { cats: 4 }]);
    assert.match(lines.join('\n'), /Stopped; the same call goes on/);
    assert.equal(filesBelow(folder).length, 5);
    const { result: rest } = await collect({ perClass: 12, folder });
    assert.deepEqual([rest.isStopped, rest.counts], [false, { cats: 12 }]);
  }
});

test('collectPhotos() stops within a pause that a service asks for', async () => {
  await standIn({ fault: (_, response) => json(response, 429, {}, { 'Retry-After': '200' }) });
  const controller = new AbortController();
  let pause: number | undefined;
  const { result } = await collect({
    folder: newFolder(),
    signal: controller.signal,
    onProgress: ({ waiting }) => {
      pause = waiting;
      controller.abort();
    },
  });
  assert.deepEqual([result.isStopped, pause], [true, 200]);
});

test('collectPhotos() killed at any time leaves whole pictures, each with its credit', async () => {
  const folder = newFolder();
  for (const killAt of [3, 9, 14]) {
    const running: { child?: ReturnType<typeof spawn> } = {};
    let numFetched = 0;
    const server = await standIn({
      results: apart,
      fault: ({ path }) => {
        if (path.startsWith('/photos/') && ++numFetched === killAt) running.child?.kill('SIGKILL');
        return false;
      },
    });
    const child = (running.child = spawn(
      process.execPath,
      [inProject('dist/test/files/collect/collector.js'), folder, '30'],
      {
        env: { ...process.env, CREATURES_PHOTO_SERVER: server.url },
      },
    ));
    await new Promise((resolve) => child.on('close', resolve));
    assert.equal(child.signalCode, 'SIGKILL');
    const credited = existsSync(join(folder, 'credits.json'))
      ? new Map(creditsOf(folder).map(({ file, sha256 }) => [file, sha256]))
      : new Map<string, string>();
    for (const file of filesBelow(folder).filter((name) => /^cats\/[^.]/.test(name))) {
      const bytes = readFileSync(join(folder, file));
      assert.equal(createHash('sha256').update(bytes).digest('hex'), credited.get(file), file);
    }
    await server.close();
  }
  await standIn({ results: apart });
  const { result } = await collect({ perClass: 30, folder });
  assert.deepEqual(result.counts, { cats: 30 });
  assert.deepEqual(
    filesBelow(folder).filter((name) => !/^cats\/pexels-\d+\.jpg$|^credits\.json$/.test(name)),
    [],
  );
});

test('collectPhotos() refuses a folder into which another process collects', async () => {
  await standIn();
  const folder = newFolder();
  mkdirSync(folder);
  let message = '';
  await collect({
    perClass: 2,
    folder,
    onProgress: () => {
      // By another process, since this one may do as it likes
      const [program, ...args] = [inProject('dist/test/files/collect/collector.js'), folder, '5'];
      try {
        execFileSync(process.execPath, [program, ...args], { stdio: 'pipe', timeout: 20_000 });
      } catch (error) {
        message = String((error as { stderr: Buffer }).stderr);
      }
    },
  });
  assert.match(message, /Another process collects into .* already/);
});

test('collectPhotos() never overwrites credits that it cannot read', async () => {
  await standIn();
  for (const content of ['{ "photos": [', '{}', '{ "photos": [{ "file": 3 }] }']) {
    const folder = newFolder();
    mkdirSync(folder);
    writeFileSync(join(folder, 'credits.json'), content);
    assert.match((await errorOf({ folder })).message, /Cannot read credits\.json in .*Mend it/);
    assert.equal(readFileSync(join(folder, 'credits.json'), 'utf8'), content);
  }
});

test('collectPhotos() refuses words that are no folders, and options that are none', async () => {
  const server = await standIn();
  const wrong: [object, RegExp][] = [
    [{ words: [] }, /RangeError: words must be words.*but there are none/],
    [{ words: ['../cat'] }, /RangeError: the text '\.\.\/cat' cannot be a folder's name/],
    [{ words: { '/etc': 'cat' } }, /cannot be a folder's name/],
    [{ words: { '.hidden': 'cat' } }, /cannot be a folder's name/],
    [{ words: { CON: 'cat' } }, /cannot be a folder's name/],
    [{ words: { 'a\u0000b': 'cat' } }, /cannot be a folder's name/],
    [{ words: ['x'.repeat(61)] }, /cannot be a folder's name/],
    [{ words: { cats: '' } }, /RangeError: A word to search for must have 1 to 200 letters/],
    [{ words: { cats: 'x'.repeat(201) } }, /1 to 200 letters/],
    [{ words: ['cat', 'Cats'] }, /RangeError: Two words would fill one folder, cats and cats/],
    [{ words: 'cat' }, /TypeError: words must be words/],
    [{ words: [3] }, /TypeError: words must be words/],
    [{ words: new Map([['cats', 'cat']]) }, /TypeError: words must be words/],
    [{ service: 'flickr' }, /RangeError: service must be 'pexels' or 'openverse' or 'wikimedia'/],
    [{ service: 'constructor' }, /RangeError: service must be/],
    [{ perClass: 0 }, /RangeError: perClass/],
    [{ perClass: 1e9 }, /RangeError: perClass/],
    [{ timeout: 0 }, /RangeError: timeout/],
    [{ folder: '' }, /TypeError: folder/i],
    [{ contact: 'a@b.org)\r\nX-Evil: 1' }, /TypeError: contact must be an e-mail or web address/],
    [{ signal: {} }, /TypeError: signal must be an AbortSignal/],
    [{ onProgress: 3 }, /TypeError: onProgress must be a function/],
  ];
  for (const [options, expected] of wrong)
    await assert.rejects(
      collectPhotos(options),
      (error) => expected.test(String(error)),
      String(expected),
    );
  assert.equal(server.asked.length, 0);
});

test('collectPhotos() takes words of any language, and folders named apart from them', async () => {
  const server = await standIn({ results: apart });
  const folder = newFolder();
  const { result } = await collect({
    words: { 犬: 'shiba  dog', "bird's nests": 'nest & egg', constructor: 'crane' },
    perClass: 1,
    folder,
  });
  assert.deepEqual(result.counts, { 犬: 1, "bird's nests": 1, constructor: 1 });
  assert.deepEqual(
    server.asked.filter(({ path }) => path === '/v1/search').map(({ query }) => query.get('query')),
    ['shiba dog', 'nest & egg', 'crane'],
  );
});
