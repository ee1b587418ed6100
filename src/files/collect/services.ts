import { openverse } from './openverse';
import { pexels } from './pexels';
import type { PhotoService } from './service';
import { wikimedia } from './wikimedia';

/** A service that finds photos: Pexels asks for a key, the others do not. */
export type PhotoServiceName = 'pexels' | 'openverse' | 'wikimedia';

export const SERVICES: Readonly<Record<PhotoServiceName, PhotoService>> = {
  pexels,
  openverse,
  wikimedia,
};

/** Another server in place of the services' own, for tests. */
const SERVER = 'CREATURES_PHOTO_SERVER';

/** A service with what the environment says of it. */
export interface ServiceAccess {
  readonly name: PhotoServiceName;
  readonly service: PhotoService;
  readonly base: string;
  /** Never printed, stored, or sent to another server than the search. */
  readonly key?: string;
}

/** The service that is asked where none is named: Pexels with a key, Openverse without. */
export function defaultService(): PhotoServiceName {
  return keyFor(SERVICES.pexels) === undefined ? 'openverse' : 'pexels';
}

/** The service of a name, where it is asked, and with what key. */
export function accessTo(name: PhotoServiceName): ServiceAccess {
  const service = SERVICES[name];
  const base = process.env[SERVER] ?? service.base;
  return { name, service, base: base.replace(/\/+$/, ''), key: keyFor(service) };
}

function keyFor({ keyName }: PhotoService): string | undefined {
  if (keyName === undefined) return undefined;
  return process.env[keyName]?.trim() || undefined;
}

/**
 * Throws an Error where a service needs what is not there. It never holds the key, whatever is wrong with it.
 */
export function checkAccess({ service, key }: ServiceAccess, contact: string | undefined): void {
  const { title, keyName } = service;
  if (keyName !== undefined && key === undefined)
    throw new Error(
      `${title} asks for a key: get one at ${service.home}/api, put it into the environment variable ${keyName} ` +
        "and start anew, or choose service: 'openverse', which needs none",
    );
  // What fetch() says of such a header would hold the key
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key))
    throw new Error(
      `The key in ${keyName} has spaces or characters that no key has; copy it anew, and it alone`,
    );
  if (service.asksForContact && contact === undefined)
    throw new Error(
      `${title} asks every program to name somebody to write to if it does harm: give contact: 'you@example.org' ` +
        "(--contact), an e-mail or web address of yours, or choose service: 'openverse', which does not ask",
    );
}
