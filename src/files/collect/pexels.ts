import { fieldsOf } from '../plainJson';
import { idOf, listOf, pageOf, searchPage, textOf } from './answer';
import type { FoundPhoto, PhotoService } from './service';

/** https://www.pexels.com/api/documentation: 200 requests an hour and 20,000 a month; the key goes into a header. */
export const pexels: PhotoService = {
  title: 'Pexels',
  home: 'https://www.pexels.com',
  base: 'https://api.pexels.com',
  domain: 'pexels.com',
  perPage: 80,
  maxPages: 100,
  atOnce: 4,
  typicalBytes: 23_000,
  keyName: 'PEXELS_API_KEY',
  asksForContact: false,
  searchAddress: ({ base, word, page }) => {
    const query = new URLSearchParams({ query: word, per_page: '80', page: String(page) });
    return `${base}/v1/search?${query.toString()}`;
  },
  readPage: (answer) => {
    const { photos, next_page: nextPage } = fieldsOf(answer);
    return searchPage(listOf(photos, 'photos').map(readPhoto), typeof nextPage !== 'string');
  },
};

function readPhoto(result: unknown): FoundPhoto | undefined {
  const { id, src, url, photographer, alt } = fieldsOf(result);
  // 350 pixels high: enough for any network of the lessons, and a hundredth of the original
  const { medium } = fieldsOf(src);
  const known = idOf(id);
  if (known === undefined || typeof medium !== 'string') return undefined;
  return {
    id: known,
    address: medium,
    title: textOf(alt),
    author: textOf(photographer),
    page: pageOf(url),
    license: 'Pexels License',
    licensePage: 'https://www.pexels.com/license/',
  };
}
