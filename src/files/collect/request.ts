import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../../project';
import { plural } from '../../plural';

/** How a server is asked. */
export interface RequestOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Headers for the very server that is asked, and for no other that it may lead to. */
  readonly secretHeaders?: Readonly<Record<string, string>>;
  /** Whether an address may be asked; each that a redirect leads to is asked for, too. */
  readonly isAllowed: (address: URL) => boolean;
  /** How often is asked in all, where the server or the line has a fault that may pass. */
  readonly maxTries: number;
  /** The most bytes that are read; more are an error. */
  readonly maxBytes: number;
  /** The most seconds for one answer, the whole of it. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** Told when the server asks for a pause of so many seconds. */
  readonly onWait: (seconds: number) => void;
}

/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

/** An answer that is not taken, and why; to ask again would not help. */
export class Refused extends Error {}

/** No answer, or none that came to its end. */
export class NoAnswer extends Error {}

const MAX_REDIRECTS = 5;
const MAX_PAUSES = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/** The longest pause that is waited for, in seconds; a limit an hour or a day stops the collecting instead. */
const MAX_PAUSE = 300;

/**
 * Returns what a server answers. After a fault it is asked again, half a second later and then one; where it asks for a
 * pause of up to five minutes, that is waited for. What it says at last is returned, whatever its status.
 *
 * @throws Refused when the answer leads elsewhere, or is too large
 * @throws NoAnswer when there is none, or not in time
 */
export async function request(address: URL, options: RequestOptions): Promise<Answer> {
  for (let tries = 1, pauses = 0; ;) {
    const answer = await once(address, options).catch((error: unknown) => {
      if (tries < options.maxTries && isPassing(error, options.signal)) return undefined;
      throw error;
    });
    const pause = answer && isBusy(answer) ? pauseOf(answer.headers) : undefined;
    if (pause !== undefined) {
      if (pause > MAX_PAUSE || ++pauses > MAX_PAUSES) return answer as Answer;
      options.onWait(pause);
      await sleep(1000 * pause, undefined, { signal: options.signal });
    } else if (answer && (answer.status < 500 || tries === options.maxTries)) {
      return answer;
    } else {
      await sleep(2 ** tries * 250, undefined, { signal: options.signal });
      tries++;
    }
  }
}

/** The service says that it was asked too much; MediaWiki says so of its databases with status 200. */
export function isBusy({ status, headers }: Answer): boolean {
  const refuses = status === 503 || headers.has('mediawiki-api-error');
  return status === 429 || (refuses && headers.has('retry-after'));
}

/**
 * The seconds that an answer asks to wait, as it may say them: a number, or a date.
 *
 * @example
 * pauseOf(new Headers({ 'retry-after': '30' })) //=> 30
 */
export function pauseOf(headers: Headers): number | undefined {
  const said = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(said)) return Number(said);
  const date = Date.parse(said);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - Date.now()) / 1000));
}

async function once(address: URL, options: RequestOptions): Promise<Answer> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const timer = setTimeout(stop, 1000 * options.timeout);
  options.signal.addEventListener('abort', stop);
  try {
    options.signal.throwIfAborted();
    return await follow(address, options, controller.signal);
  } catch (error) {
    options.signal.throwIfAborted();
    if (controller.signal.aborted && !(error instanceof Refused))
      throw new NoAnswer(`${address.host} took more than ${plural(options.timeout, 'second')}`);
    throw error;
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', stop);
    controller.abort(); // What of the answer was not read is not waited for
  }
}

async function follow(first: URL, options: RequestOptions, signal: AbortSignal): Promise<Answer> {
  let address = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    if (!options.isAllowed(address))
      throw new Refused(`its address leads elsewhere, to ${shown(address)}`);
    const secret = address.origin === first.origin ? options.secretHeaders : undefined;
    const headers = { ...options.headers, ...secret };
    const response = await asked(address, { headers, redirect: 'manual', signal });
    const place = REDIRECTS.includes(response.status) ? response.headers.get('location') : null;
    if (place === null)
      return {
        status: response.status,
        headers: response.headers,
        bytes: await read(response, address, options.maxBytes),
      };
    await response.body?.cancel();
    if (!URL.canParse(place, address.href)) throw new Refused('its address leads nowhere');
    address = new URL(place, address);
  }
  throw new Refused(`it was sent on more than ${MAX_REDIRECTS} times`);
}

async function asked(address: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    throw new NoAnswer(faultOf(error, address), { cause: codeOf(error) });
  }
}

async function read(response: Response, address: URL, maxBytes: number): Promise<Buffer> {
  const tooLarge = new Refused(`it has more than ${maxBytes / 1e6} MB`);
  if (Number(response.headers.get('content-length')) > maxBytes) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let numBytes = 0;
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      numBytes += chunk.length;
      if (numBytes > maxBytes) throw tooLarge;
      chunks.push(chunk);
    }
  } catch (error) {
    if (error === tooLarge) throw error;
    throw new NoAnswer(`the answer of ${address.host} was cut off`);
  }
  return Buffer.concat(chunks);
}

/** What mends itself in a moment; a server that is not there does not. */
function isPassing(error: unknown, signal: AbortSignal): boolean {
  if (signal.aborted || !(error instanceof NoAnswer)) return false;
  return !/took more than/.test(error.message) && !LASTING.includes(String(error.cause));
}

const NO_NAME = ['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN'];
const LASTING = [...NO_NAME, 'ECONNREFUSED'];

function faultOf(error: unknown, { host }: URL): string {
  const code = codeOf(error);
  if (NO_NAME.includes(code))
    return `there is no way to ${host}: this machine is offline, or a firewall or proxy stands between`;
  if (code === 'ECONNREFUSED') return `${host} does not answer`;
  if (/CERT|SSL|TLS/.test(code))
    return `the certificate of ${host} is not trusted (${code}): perhaps a proxy stands between`;
  return `${host} broke off (${code || reasonOf(error)})`;
}

/** fetch() itself says no more than that it failed; what failed is the cause of its error. */
function codeOf(error: unknown): string {
  const { cause = error } = error as { cause?: unknown };
  const { code, errors } = (cause ?? {}) as { code?: unknown; errors?: readonly unknown[] };
  return typeof code === 'string' && code !== '' ? code : errors?.[0] ? codeOf(errors[0]) : '';
}

/** A server's name, or the kind of an address that has none. */
function shown({ protocol, host }: URL): string {
  return host === '' ? protocol : host.slice(0, 60);
}
