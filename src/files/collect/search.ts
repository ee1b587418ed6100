import { reasonOf } from '../../project';
import {
  isBusy,
  NoAnswer,
  pauseOf,
  Refused,
  request,
  type Answer,
  type RequestOptions,
} from './request';
import type { FoundPhoto, SearchPage } from './service';
import type { ServiceAccess } from './services';

/** Ten times as many as a page of a search has, and a hundred times as many as a picture. */
const MAX_ANSWER_BYTES = 2_000_000;
const MAX_PICTURE_BYTES = 5_000_000;

const MAX_TRIES = { search: 3, picture: 2 } as const;

/** What holds for all that is asked. */
export interface Manners {
  readonly access: ServiceAccess;
  /** An e-mail or web address of whoever runs it, sent to the services. */
  readonly contact?: string;
  readonly timeout: number;
  readonly signal: AbortSignal;
  readonly onWait: (seconds: number) => void;
}

/** A service, asked within its limits. */
export class Asking {
  /** How many searches it says are left, and when there are new ones; Pexels does. */
  private left = Infinity;
  private renewed: Date | undefined;

  constructor(private readonly manners: Manners) {}

  /**
   * One page of a search.
   *
   * @throws Error when the service does not answer, refuses the key, or gives no more for now
   */
  async search(word: string, page: number): Promise<SearchPage> {
    const { service, base, key } = this.manners.access;
    if (this.left <= 0) throw this.limitError(this.renewed);
    const question = { word, page, base };
    const answer = await this.ask(new URL(service.searchAddress(question)), {
      maxBytes: MAX_ANSWER_BYTES,
      maxTries: MAX_TRIES.search,
      secretHeaders: key === undefined ? undefined : { Authorization: key },
    });
    this.note(answer);
    // A search that has fewer pages than were asked for
    if (page > 1 && [400, 401, 404].includes(answer.status) && key === undefined)
      return { photos: [], numUnusable: 0, isLast: true };
    this.checkStatus(answer);
    try {
      return service.readPage(this.parse(answer), question);
    } catch (error) {
      throw new Error(
        `${service.title} answered something else than a search: ${reasonOf(error)}`,
        {
          cause: error,
        },
      );
    }
  }

  /** The bytes of a picture. @throws Refused, NoAnswer, or an Error when the service gives no more for now */
  async picture({ address }: FoundPhoto): Promise<Buffer> {
    if (!URL.canParse(address)) throw new Refused('its address leads nowhere');
    const answer = await request(new URL(address), this.options({}));
    if (isBusy(answer)) throw this.busyError(answer);
    if (answer.status >= 500) throw new NoAnswer(`status ${answer.status}`);
    if (answer.status !== 200) throw new Gone(`status ${answer.status}`);
    return answer.bytes;
  }

  private async ask(address: URL, options: Partial<RequestOptions>): Promise<Answer> {
    const { title } = this.manners.access.service;
    try {
      return await request(address, this.options(options));
    } catch (error) {
      this.manners.signal.throwIfAborted();
      throw new Error(`${title} cannot be asked: ${reasonOf(error)}`, { cause: error });
    }
  }

  private options(options: Partial<RequestOptions>): RequestOptions {
    const { contact, timeout, signal, onWait } = this.manners;
    return {
      headers: { 'User-Agent': userAgent(contact) },
      isAllowed: (address) => this.isAllowed(address),
      maxBytes: MAX_PICTURE_BYTES,
      maxTries: MAX_TRIES.picture,
      timeout,
      signal,
      onWait,
      ...options,
    };
  }

  /** The service's own servers, encrypted; or the one that a test has put in their place. */
  private isAllowed({ protocol, hostname, port, origin }: URL): boolean {
    const { service, base } = this.manners.access;
    if (origin === new URL(base).origin) return true;
    const isOwn = hostname === service.domain || hostname.endsWith(`.${service.domain}`);
    return protocol === 'https:' && port === '' && isOwn;
  }

  private note({ headers }: Answer): void {
    const [left, reset] = ['x-ratelimit-remaining', 'x-ratelimit-reset'].map((name) =>
      /^\d{1,10}$/.test(headers.get(name) ?? '') ? Number(headers.get(name)) : undefined,
    );
    if (left !== undefined) this.left = left;
    if (reset !== undefined) this.renewed = new Date(1000 * reset);
  }

  private checkStatus(answer: Answer): void {
    const { title, keyName } = {
      keyName: undefined as string | undefined,
      ...this.manners.access.service,
    };
    if (isBusy(answer)) throw this.busyError(answer);
    if ([401, 403].includes(answer.status))
      throw new Error(
        keyName === undefined
          ? `${title} refuses to be asked (status ${answer.status}); try again later, or choose another service`
          : `${title} does not know the key in ${keyName} (status ${answer.status}): copy it anew from your page there`,
      );
    if (answer.status !== 200)
      throw new Error(
        `${title} failed (status ${answer.status}), asked ${answer.status >= 500 ? `${MAX_TRIES.search} times` : 'once'}; try again later`,
      );
  }

  private busyError({ headers }: Answer): Error {
    const pause = pauseOf(headers);
    return this.limitError(pause === undefined ? undefined : new Date(Date.now() + 1000 * pause));
  }

  /** Pexels does not say when its hour is over. */
  private limitError(until: Date | undefined): Error {
    const when = until === undefined ? 'within an hour, it does not say when' : clock(until);
    return new Error(
      `${this.manners.access.service.title} gives no more for now, its limit is reached; new ones are there ${when}`,
    );
  }

  private parse({ bytes }: Answer): unknown {
    const answer = parsed(bytes.toString('utf8'));
    const { error } = (answer ?? {}) as { error?: { code?: unknown } };
    // MediaWiki's way to refuse, with status 200
    const code = error?.code;
    if (typeof code === 'string' && /^[\w-]{1,40}$/.test(code))
      throw new Error(`the error ${code}`);
    return answer;
  }
}

/** What JavaScript says of a text that is no JSON holds a piece of it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('it is no JSON');
  }
}

/** A picture that is not, or no longer, where the search said. */
export class Gone extends Error {}

function userAgent(contact: string | undefined): string {
  return `creatures-notebooks/0.1 (${contact ?? 'collects photos for lessons'}) node-fetch/${process.versions.node}`;
}

/** A time of day, with the day where it is another one. */
function clock(date: Date): string {
  const time = date.toTimeString().slice(0, 5);
  const day = date.toDateString() === new Date().toDateString() ? '' : `on ${date.toDateString()} `;
  return `${day}at ${time}`;
}
