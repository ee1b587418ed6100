import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { seededRandom } from '../../../src/data/random';

export const KEY = 'right-key-563492ad6f91';

/** What a stand-in was asked. */
export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

export interface StandInOptions {
  /** The pictures that a word finds, each a number; two words may find the same. */
  readonly results?: (word: string) => readonly number[];
  /** The picture that a number stands for; its own unless told. */
  readonly pictureOf?: (id: number) => Promise<Buffer>;
  /** Answers in place of the service, or returns false. */
  readonly fault?: (asked: Asked, response: ServerResponse) => boolean;
  /** Changes what is said of a picture. */
  readonly result?: (result: any, id: number) => unknown;
}

/** Servers of the three services on this machine, which answer as their documentation says. */
export interface StandIn {
  readonly url: string;
  readonly asked: Asked[];
  /** The numbers of the pictures that were fetched, in this order. */
  fetched(): number[];
  close(): Promise<void>;
}

/** A picture for each number, no two alike: JPEG. */
export function samplePicture(id: number, { quality = 80, height = 60 } = {}): Promise<Buffer> {
  const random = seededRandom(id + 1);
  const pixels = Buffer.from(Array.from({ length: 5 * 5 * 3 }, () => Math.floor(256 * random())));
  return sharp(pixels, { raw: { width: 5, height: 5, channels: 3 } })
    .resize({ width: Math.round(1.5 * height), height, fit: 'fill', kernel: 'cubic' })
    .jpeg({ quality })
    .toBuffer();
}

export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://stand-in');
    const one = { path: pathname, query: searchParams, headers: request.headers };
    asked.push(one);
    if (options.fault?.(one, response)) return;
    void answer(one, { options, response, base: `http://${request.headers.host}` });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    fetched: () => asked.flatMap(({ path }) => numberOf(path) ?? []),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Openverse calls its pictures by such names. */
export function uuid(id: number): string {
  return `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;
}

function numberOf(path: string): number | undefined {
  const match =
    /^\/photos\/(\d+)\.jpeg$/.exec(path) ?? /^\/v1\/images\/[\d-]*-0*(\d+)\/thumb\/$/.exec(path);
  return match ? Number(match[1]) : undefined;
}

interface Answering {
  readonly options: StandInOptions;
  readonly response: ServerResponse;
  readonly base: string;
}

async function answer(asked: Asked, answering: Answering): Promise<void> {
  const { response, options } = answering;
  const id = numberOf(asked.path);
  if (id !== undefined) {
    const bytes = await (options.pictureOf ?? samplePicture)(id);
    response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': bytes.length });
    response.end(bytes);
  } else if (asked.path === '/v1/search') pexels(asked, answering);
  else if (asked.path === '/v1/images/') openverse(asked, answering);
  else if (asked.path === '/w/api.php') wikimedia(asked, answering);
  else json(response, 404, { error: 'Not found' });
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): true {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
  return true;
}

/** The results of a word, each described. */
function found(word: string, { options }: Answering, describe: (id: number) => object): unknown[] {
  const ids = options.results?.(word) ?? Array.from({ length: 30 }, (_, index) => index);
  return ids.map((id) => (options.result ? options.result(describe(id), id) : describe(id)));
}

/** https://www.pexels.com/api/documentation/#photos-search */
function pexels({ query, headers }: Asked, answering: Answering): void {
  const { response, base } = answering;
  if (headers.authorization !== KEY)
    return void json(response, 401, { status: 401, code: 'Unauthorized' });
  const [page, perPage] = [Number(query.get('page')), Math.min(80, Number(query.get('per_page')))];
  const all = found(query.get('query') ?? '', answering, (id) => ({
    id,
    width: 6000,
    height: 4000,
    url: `https://www.pexels.com/photo/${id}/`,
    photographer: `Photographer ${id}`,
    photographer_url: 'https://www.pexels.com/@someone',
    photographer_id: 1,
    avg_color: '#978E82',
    src: { original: `${base}/original/${id}.jpeg`, medium: `${base}/photos/${id}.jpeg?h=350` },
    liked: false,
    alt: `Picture ${id}`,
  }));
  const hasNext = page * perPage < all.length;
  const body = {
    page,
    per_page: perPage,
    photos: all.slice((page - 1) * perPage, page * perPage),
    total_results: all.length,
    ...(hasNext && { next_page: `${base}/v1/search/?page=${page + 1}` }),
  };
  const month = String(Math.round(Date.now() / 1000) + 1e6);
  json(response, 200, body, {
    'X-Ratelimit-Limit': '20000',
    'X-Ratelimit-Remaining': '19684',
    'X-Ratelimit-Reset': month,
  });
}

/** https://api.openverse.org/v1/#tag/images/operation/images_search, asked without a token. */
function openverse({ query }: Asked, answering: Answering): void {
  const { response } = answering;
  const [page, pageSize] = [Number(query.get('page')), Number(query.get('page_size'))];
  if (pageSize > 20)
    return void json(response, 401, { detail: 'Ensure this value is less than or equal to 20.' });
  if (page > 20)
    return void json(response, 400, { page: ['Ensure this value is less than or equal to 20.'] });
  const all = found(query.get('q') ?? '', answering, (id) => ({
    id: uuid(id),
    title: `Picture ${id}`,
    foreign_landing_url: `https://www.flickr.com/photos/someone/${id}`,
    url: `https://live.staticflickr.com/${id}_b.jpg`,
    creator: `Photographer ${id}`,
    license: 'by-sa',
    license_version: '2.0',
    license_url: 'https://creativecommons.org/licenses/by-sa/2.0/',
    provider: 'flickr',
    source: 'flickr',
    category: 'photograph',
    filesize: null,
    mature: false,
    height: 768,
    width: 1024,
    thumbnail: `https://api.openverse.org/v1/images/${uuid(id)}/thumb/`,
  }));
  const body = {
    result_count: all.length,
    page_count: Math.min(20, Math.ceil(all.length / pageSize)),
    page_size: pageSize,
    page,
    results: all.slice((page - 1) * pageSize, page * pageSize),
  };
  json(response, 200, body, {
    'X-RateLimit-Limit-anon_burst': '20/min',
    'X-RateLimit-Available-anon_burst': '19',
  });
}

/** https://www.mediawiki.org/wiki/API:Search and API:Imageinfo; the list comes in the order of the pages' numbers. */
function wikimedia({ query, headers }: Asked, answering: Answering): void {
  const { response, base } = answering;
  if (!/\(.*[@.].*\)/.test(headers['user-agent'] ?? '')) return void json(response, 403, {});
  const [offset, limit] = [Number(query.get('gsroffset')), Number(query.get('gsrlimit'))];
  const word = (query.get('gsrsearch') ?? '').replace(/\w+:\w+ /g, '');
  const all = found(word, answering, (id) => ({
    pageid: id,
    ns: 6,
    title: `File:Picture ${id}.jpg`,
    imagerepository: 'local',
    imageinfo: [
      {
        thumburl: `${base}/photos/${id}.jpeg`,
        thumbwidth: Number(query.get('iiurlwidth')),
        url: `${base}/original/${id}.jpg`,
        descriptionurl: `https://commons.wikimedia.org/wiki/File:Picture_${id}.jpg`,
        extmetadata: {
          ObjectName: { value: `Picture ${id}`, source: 'mediawiki-metadata', hidden: '' },
          Artist: {
            value: `<a href="//commons.wikimedia.org/wiki/User:P${id}" title="User:P${id}">Photographer &amp; Co ${id}</a>`,
            source: 'commons-desc-page',
          },
          LicenseShortName: { value: 'CC BY-SA 4.0', source: 'commons-desc-page', hidden: '' },
          LicenseUrl: { value: 'https://creativecommons.org/licenses/by-sa/4.0' },
        },
      },
    ],
  })) as { pageid: number; index: number }[];
  const pages = all.slice(offset, offset + limit).map((page, index) => ({
    ...page,
    index: offset + index + 1,
  }));
  const goOn = { gsroffset: offset + limit, continue: 'gsroffset||' };
  json(response, 200, {
    batchcomplete: true,
    ...(offset + limit < all.length && { continue: goOn }),
    ...(pages.length > 0 && { query: { pages: pages.sort((a, b) => a.pageid - b.pageid) } }),
  });
}
