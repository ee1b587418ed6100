import { fieldsOf, type Fields } from '../plainJson';
import { idOf, listOf, pageOf, searchPage, textOf, textOfHtml } from './answer';
import type { FoundPhoto, PhotoService } from './service';

const PER_PAGE = 50;

/**
 * https://www.mediawiki.org/wiki/API:Main_page, on Wikimedia Commons: a program says who runs it, asks for one thing after
 * the other, fetches at most two pictures at once, and these in a width that is kept ready (500 pixels is one).
 */
export const wikimedia: PhotoService = {
  title: 'Wikimedia Commons',
  home: 'https://commons.wikimedia.org',
  base: 'https://commons.wikimedia.org',
  domain: 'wikimedia.org',
  perPage: PER_PAGE,
  maxPages: 200,
  atOnce: 2,
  typicalBytes: 38_000,
  asksForContact: true,
  searchAddress: ({ base, word, page }) => {
    const query = new URLSearchParams({
      action: 'query',
      format: 'json',
      formatversion: '2',
      maxlag: '5',
      generator: 'search',
      gsrnamespace: '6',
      gsrsearch: `filetype:bitmap filemime:jpeg ${word}`,
      gsrlimit: String(PER_PAGE),
      gsroffset: String((page - 1) * PER_PAGE),
      prop: 'imageinfo',
      iiprop: 'url|extmetadata',
      iiurlwidth: '500',
      iiextmetadatafilter: 'Artist|LicenseShortName|LicenseUrl|ObjectName|NonFree',
    });
    return `${base}/w/api.php?${query.toString()}`;
  },
  readPage: (answer) => {
    const { query, continue: goOn, batchcomplete } = fieldsOf(answer);
    // Where nothing is found, there is no query in it
    if (query === undefined && batchcomplete === true) return searchPage([], true);
    const pages = listOf(fieldsOf(query).pages, 'query.pages');
    return searchPage([...pages].sort(byRank).map(readPhoto), goOn === undefined);
  },
};

/** The pages come in no order, each with its rank in the search. */
function byRank(one: unknown, other: unknown): number {
  return Number(fieldsOf(one).index) - Number(fieldsOf(other).index);
}

function readPhoto(page: unknown): FoundPhoto | undefined {
  const { pageid, title, imageinfo } = fieldsOf(page);
  const info = fieldsOf(Array.isArray(imageinfo) ? imageinfo[0] : undefined);
  const about = fieldsOf(info.extmetadata);
  const [id, license] = [idOf(pageid), freeLicense(about)];
  if (id === undefined || license === undefined || typeof info.thumburl !== 'string')
    return undefined;
  return {
    id,
    address: info.thumburl,
    title: textOfHtml(valueOf(about, 'ObjectName')) ?? textOf(title),
    author: textOfHtml(valueOf(about, 'Artist')),
    page: pageOf(info.descriptionurl),
    license,
    licensePage: pageOf(valueOf(about, 'LicenseUrl')),
  };
}

function valueOf(about: Fields, name: string): unknown {
  return fieldsOf(about[name]).value;
}

/** Commons holds free pictures only; those whose license says otherwise, or says nothing that is known, are left out. */
function freeLicense(about: Fields): string | undefined {
  const name = textOf(valueOf(about, 'LicenseShortName'));
  if (name === undefined || valueOf(about, 'NonFree') !== undefined) return undefined;
  return /^(CC0|CC[ -]BY([ -]SA)?[ -]\d|Public domain|PD\b)/i.test(name) ? name : undefined;
}
