import { fieldsOf } from '../plainJson';
import { idOf, listOf, pageOf, searchPage, textOf } from './answer';
import type { FoundPhoto, PhotoService, Question } from './service';

/**
 * https://api.openverse.org/v1/: without a key 20 results a page, 20 pages a search, 20 searches a minute, 200 a day, and
 * 150 pictures a minute. Its pictures are made small by itself, up to 600 pixels wide.
 */
export const openverse: PhotoService = {
  title: 'Openverse',
  home: 'https://openverse.org',
  base: 'https://api.openverse.org',
  domain: 'openverse.org',
  perPage: 20,
  maxPages: 20,
  atOnce: 4,
  typicalBytes: 48_000,
  asksForContact: false,
  searchAddress: ({ base, word, page }) => {
    const query = new URLSearchParams({
      q: word,
      license_type: 'commercial,modification',
      category: 'photograph',
      page_size: '20',
      page: String(page),
    });
    return `${base}/v1/images/?${query.toString()}`;
  },
  readPage: (answer, question) => {
    const { results, page_count: numPages } = fieldsOf(answer);
    const list = listOf(results, 'results');
    const isLast = list.length === 0 || (typeof numPages === 'number' && question.page >= numPages);
    return searchPage(
      list.map((result) => readPhoto(result, question)),
      isLast,
    );
  },
};

/** Those that may be changed and used for anything; the search was asked for no others. */
const FREE: Readonly<Record<string, string>> = {
  cc0: 'CC0',
  pdm: 'Public Domain Mark',
  by: 'CC BY',
  'by-sa': 'CC BY-SA',
};

function readPhoto(result: unknown, { base }: Question): FoundPhoto | undefined {
  const photo = fieldsOf(result);
  const id = idOf(photo.id);
  const code = typeof photo.license === 'string' ? photo.license.toLowerCase() : '';
  if (id === undefined || !Object.hasOwn(FREE, code)) return undefined;
  const version = textOf(photo.license_version);
  return {
    id,
    address: `${base}/v1/images/${id}/thumb/`,
    title: textOf(photo.title),
    author: textOf(photo.creator),
    page: pageOf(photo.foreign_landing_url),
    license: [FREE[code], version].filter((part) => part !== undefined).join(' '),
    licensePage: pageOf(photo.license_url),
  };
}
