import { plural } from '../../plural';
import type { Collection } from './collection';
import type { Settings } from './options';

/** Prints what a collecting would ask, and how much would come. */
export function printPlan(settings: Settings, collection: Collection): void {
  const { classes, perClass, access } = settings;
  const { title, perPage, maxPages, typicalBytes, searchAddress } = access.service;
  let [numSearches, numPictures] = [0, 0];
  console.log(`${title} would be asked for:`);
  for (const { className, word } of classes) {
    const missing = Math.max(0, perClass - collection.count(className));
    const searches = Math.min(maxPages, Math.ceil(missing / perPage));
    const address = searchAddress({ base: access.base, word, page: 1 });
    console.log(`${className}: ${missing} in ${plural(searches, 'request')}, first ${address}`);
    numSearches += searches;
    numPictures += missing;
  }
  const megabytes = Math.round((numPictures * typicalBytes) / 1e6);
  console.log(`In all ${numSearches} searches, ${numPictures} pictures, about ${megabytes} MB`);
}
