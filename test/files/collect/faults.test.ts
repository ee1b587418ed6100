import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { collect, creditsOf, errorOf, filesBelow, newFolder, standIn } from './collecting';
import { json, KEY, samplePicture, type Asked } from './standIn';

type Fault = (response: ServerResponse, asked: Asked) => unknown;

/** A service of which every search has a fault. */
function searchFault(fault: Fault) {
  return standIn({
    fault: (asked, response) => {
      if (asked.path.startsWith('/photos/')) return false;
      fault(response, asked);
      return true;
    },
  });
}

/** A service of which the pictures 1 and 3 have a fault. */
function pictureFault(fault: Fault) {
  return standIn({
    results: () => [0, 1, 2, 3, 4, 5],
    fault: (asked, response) => {
      if (!/^\/photos\/[13]\.jpeg$/.test(asked.path)) return false;
      fault(response, asked);
      return true;
    },
  });
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location }).end();
}

/** Begins a picture and never ends it. */
function stall(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'image/jpeg' });
  response.write('\xff\xd8\xff');
}

/** Sends as long as somebody listens. */
function flood(response: ServerResponse): void {
  const chunk = Buffer.alloc(1_000_000, '[');
  const send = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response
    .writeHead(200)
    .on('drain', send)
    .on('error', () => undefined);
  send();
}

const sentence = (error: Error, expected: RegExp) => {
  assert.match(error.message, expected);
  assert.match(error.message, /^Cannot collect photos: /);
  assert.ok(!`${error.stack} ${error.message}`.includes(KEY));
};

for (const [name, fault, expected] of [
  [
    '401',
    (response) => json(response, 401, {}),
    /Pexels does not know the key in PEXELS_API_KEY \(status 401\)/,
  ],
  ['403', (response) => json(response, 403, {}), /does not know the key/],
  ['404', (response) => json(response, 404, {}), /Pexels failed \(status 404\), asked once/],
  ['500', (response) => json(response, 500, {}), /Pexels failed \(status 500\), asked 3 times/],
  [
    '429 without a time',
    (response) => json(response, 429, {}),
    /gives no more for now.*within an hour/,
  ],
  [
    '429 for hours',
    (response) => json(response, 429, {}, { 'Retry-After': '7200' }),
    /new ones are there (on .* )?at \d\d:\d\d/,
  ],
  [
    '429 without end',
    (response) => json(response, 429, {}, { 'Retry-After': '0' }),
    /gives no more for now/,
  ],
  ['silence', () => undefined, /127\.0\.0\.1:\d+ took more than 1 second/],
  ['an answer without end', stall, /took more than 1 second/],
  ['a flood', flood, /Pexels cannot be asked: it has more than 2 MB/],
  ['a broken line', (response) => response.destroy(), /broke off/],
  [
    'HTML',
    (response) => response.end('<html>Log in here</html>'),
    /something else than a search: it is no JSON/,
  ],
  ['nothing', (response) => response.end(), /it is no JSON/],
  ['null', (response) => response.end('null'), /no list "photos"/],
  ['deep JSON', (response) => response.end('['.repeat(1.9e6)), /it is no JSON/],
  [
    'a redirect to a file',
    (response) => redirect(response, 'file:///etc/passwd'),
    /leads elsewhere, to file:/,
  ],
  [
    'a redirect to another server',
    (response) => redirect(response, 'http://169.254.169.254/'),
    /leads elsewhere, to 169/,
  ],
  [
    'a redirect to itself',
    (response, { path }) => redirect(response, path),
    /sent on more than 5 times/,
  ],
  ['a redirect to nowhere', (response) => redirect(response, 'http://['), /leads nowhere/],
] as [string, Fault, RegExp][])
  test(`collectPhotos() ends with a sentence when a search gets ${name}`, async () => {
    await searchFault(fault);
    const folder = newFolder();
    sentence(await errorOf({ folder, timeout: 1 }), expected);
  });

test('collectPhotos() finds nothing in lists within lists', async () => {
  const depth = 900_000;
  await searchFault((response) =>
    response.end(`{"photos":${'['.repeat(depth)}${']'.repeat(depth)}}`),
  );
  const { result } = await collect({ folder: newFolder() });
  assert.deepEqual([result.counts, result.leftOut.unusable], [{ cats: 0 }, 1]);
});

test('collectPhotos() says what is wrong with a key, and never the key', async () => {
  const server = await standIn();
  for (const [key, expected] of [
    ['', /Pexels asks for a key: get one at .*service: 'openverse'/],
    ['  ', /Pexels asks for a key/],
    ['secret\r\nX-Evil: 1', /The key in PEXELS_API_KEY has spaces or characters/],
    ['sécret', /The key in PEXELS_API_KEY has/],
    ['secret-but-wrong', /does not know the key in PEXELS_API_KEY/],
  ] as const) {
    process.env.PEXELS_API_KEY = key;
    const error = await errorOf({ folder: newFolder(), service: 'pexels' });
    assert.match(error.message, expected);
    assert.ok(!/secret|sécret/.test(`${error.stack} ${String(error.cause)}`));
  }
  assert.equal(server.asked.length, 1);
});

test('collectPhotos() waits as long as a service asks, in seconds or until a date', async () => {
  for (const after of ['1', () => new Date(Date.now() + 1500).toUTCString()]) {
    let asked = 0;
    await standIn({
      fault: ({ path }, response) =>
        path === '/photos/1.jpeg' &&
        asked++ === 0 &&
        json(response, 429, {}, { 'Retry-After': typeof after === 'string' ? after : after() }),
    });
    const waits: number[] = [];
    const { result } = await collect({
      perClass: 3,
      folder: newFolder(),
      onProgress: ({ waiting }) => waiting !== undefined && waits.push(waiting),
    });
    assert.deepEqual([result.counts, asked], [{ cats: 3 }, 2]);
    assert.equal(waits.length, 1);
    assert.ok(waits[0] <= 2, String(waits[0]));
  }
});

test('collectPhotos() waits where MediaWiki refuses with status 200', async () => {
  let asked = 0;
  const lag = { error: { code: 'maxlag', info: 'Waiting for a server' } };
  const headers = { 'Retry-After': '1', 'MediaWiki-API-Error': 'maxlag' };
  await searchFault((response) => json(response, 200, lag, asked++ < 1 ? headers : {}));
  const error = await errorOf({ folder: newFolder(), service: 'wikimedia', contact: 'a@b.org' });
  sentence(error, /Wikimedia Commons answered something else than a search: the error maxlag/);
  assert.equal(asked, 2);
});

test("collectPhotos() asks no more than Pexels's headers say are left", async () => {
  const reset = Math.round(Date.now() / 1000) + 86_400 * 9;
  const server = await searchFault((response) =>
    json(
      response,
      200,
      { photos: [], next_page: 'http://next' },
      { 'X-Ratelimit-Remaining': '0', 'X-Ratelimit-Reset': String(reset) },
    ),
  );
  const day = new Date(1000 * reset).toDateString();
  sentence(await errorOf({ folder: newFolder() }), new RegExp(`new ones are there on ${day} at`));
  assert.equal(server.asked.length, 1);
});

for (const [name, fault] of [
  ['is missing', (response) => json(response, 404, {})],
  ['is refused', (response) => json(response, 403, {})],
  ['fails each time', (response) => json(response, 500, {})],
  ['is slow', () => undefined],
  ['never ends', stall],
  ['is a flood', flood],
  [
    'says that it has 10 GB',
    (response) => response.writeHead(200, { 'content-length': 1e10 }).write('x'),
  ],
  [
    'is cut off',
    (response) =>
      response.writeHead(200, { 'content-length': 5000 }).write('x', () => response.destroy()),
  ],
  [
    'is cut off in the middle',
    async (response) => response.end((await samplePicture(1)).subarray(0, 900)),
  ],
  [
    'is HTML',
    (response) => response.writeHead(200, { 'content-type': 'image/jpeg' }).end('<html>'),
  ],
  ['is empty', (response) => response.end()],
  [
    'is SVG',
    (response) => response.end('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
  ],
  ['is JSON', (response) => json(response, 200, {})],
  ['leads to a file', (response) => redirect(response, 'file:///etc/passwd')],
  ['leads to another server', (response) => redirect(response, 'http://127.0.0.1:1/x.jpeg')],
  ['leads in a circle', (response, { path }) => redirect(response, path)],
  ['leads nowhere', (response) => redirect(response, 'https://')],
  ['has endless headers', (response) => response.writeHead(200, { x: 'y'.repeat(100_000) }).end()],
] as [string, Fault][])
  test(`collectPhotos() takes the next result for a picture that ${name}`, async () => {
    await pictureFault(fault);
    const folder = newFolder();
    const { result } = await collect({ perClass: 4, folder, timeout: 1 });
    assert.deepEqual(result.counts, { cats: 4 });
    assert.equal(result.leftOut.missing + result.leftOut.noPicture, 2);
    assert.deepEqual(
      creditsOf(folder).map(({ file }) => file),
      [0, 2, 4, 5].map((id) => `cats/pexels-${id}.jpg`),
    );
    assert.equal(filesBelow(folder).length, 5);
  });

test('collectPhotos() follows a redirect, and asks once more after a fault that passes', async () => {
  let faults = 0;
  const server = await standIn({
    fault: ({ path, query }, response) => {
      if (path === '/photos/1.jpeg' && !query.has('again')) {
        redirect(response, '/photos/1.jpeg?again=1');
        return true;
      }
      return path === '/photos/2.jpeg' && faults++ === 0 && json(response, 502, {});
    },
  });
  const { result } = await collect({ perClass: 3, folder: newFolder() });
  assert.deepEqual([result.counts, faults], [{ cats: 3 }, 2]);
  assert.equal(server.fetched().filter((id) => id === 1).length, 2);
});

test('collectPhotos() writes nothing outside its folder and asks no other server, whatever a search answers', async () => {
  const addresses = [
    'file:///etc/passwd',
    'http://127.0.0.1:1/x.jpg',
    'https://photos.example/x.jpg',
    'data:image/png;base64,AA',
    'ftp://a/b',
    '//[',
    3,
    null,
  ];
  const ids = [
    '../../evil',
    '..',
    'a/b',
    '',
    '-x',
    'x'.repeat(100),
    { toString: 1 },
    null,
    1.5,
    -1,
    'a\u0000b',
  ];
  const server = await standIn({
    results: () => Array.from({ length: 30 }, (_, index) => index),
    result: (result, id) => {
      if (id < addresses.length) return { ...result, src: { medium: addresses[id] } };
      if (id - 10 >= 0 && id - 10 < ids.length) return { ...result, id: ids[id - 10] };
      return id === 22
        ? { ...result, url: 'javascript:alert(1)', photographer: { x: 1 }, alt: 'a\n\u001b[31mb' }
        : id === 23
          ? 'no photo'
          : result;
    },
  });
  const folder = newFolder();
  const { result } = await collect({ perClass: 30, folder });
  const numGood = 30 - addresses.length - ids.length - 1;
  assert.deepEqual(result.counts, { cats: numGood });
  const credits = creditsOf(folder);
  const [odd] = credits.filter(({ id }) => id === '22');
  assert.deepEqual([odd.page, odd.author, odd.title], [undefined, undefined, 'a [31mb']);
  assert.deepEqual(
    filesBelow(dirname(folder)),
    [...credits.map(({ file }) => `photos/${file}`), 'photos/credits.json'].sort(),
  );
  assert.ok(server.asked.every(({ path }) => path.startsWith('/photos/') || path === '/v1/search'));
});

test('collectPhotos() ends although a service has pages without end', async () => {
  const server = await searchFault((response, { query }) => {
    const page = Number(query.get('page'));
    const photos = Array.from({ length: 80 }, (_, index) => ({ id: 80 * page + index, src: {} }));
    json(response, 200, { photos, next_page: 'http://next' });
  });
  const { result } = await collect({ perClass: 2, folder: newFolder() });
  assert.deepEqual(result.counts, { cats: 0 });
  assert.ok(server.asked.length < 10, String(server.asked.length));
});

test('collectPhotos() ends when no picture can be had any more', async () => {
  const server = await standIn({
    fault: ({ path }, response) => {
      if (path === '/v1/search') return false;
      response.destroy();
      return true;
    },
  });
  sentence(
    await errorOf({ folder: newFolder() }),
    /gives no pictures any more: 12 in a row failed, the last because .*broke off/,
  );
  assert.ok(server.asked.length < 40);
});

test('collectPhotos() says that there is no way to the service', async () => {
  await standIn();
  for (const [server, expected] of [
    ['http://127.0.0.1:65534', /Pexels cannot be asked: 127\.0\.0\.1:65534 does not answer/],
    ['https://nowhere.invalid', /there is no way to nowhere\.invalid: this machine is offline/],
  ] as const) {
    process.env.CREATURES_PHOTO_SERVER = server;
    sentence(await errorOf({ folder: newFolder() }), expected);
  }
});

test('collectPhotos() says when the folder cannot be filled, and leaves nothing half', async () => {
  await standIn();
  const folder = newFolder();
  writeFileSync(folder, 'a file');
  sentence(await errorOf({ folder }), /A part of the path is a file|There is a file of that name/);
  const other = newFolder();
  mkdirSync(join(other, 'credits.json'), { recursive: true });
  sentence(await errorOf({ folder: other }), /It is a folder, not a file/);
  const third = newFolder();
  mkdirSync(third);
  writeFileSync(join(third, 'cats'), 'a file in the place of the class');
  sentence(
    await errorOf({ folder: third, perClass: 3 }),
    /There is a file of that name already|is a file/,
  );
  assert.deepEqual(filesBelow(third), ['cats']);
});
