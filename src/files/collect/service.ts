/** A picture that a search told of: its address, and what is owed to whoever took it. */
export interface FoundPhoto {
  /** How the service calls it; letters, digits, `-` and `_` only. */
  readonly id: string;
  /** Where the picture lies, in the size that is fetched. */
  readonly address: string;
  readonly title?: string;
  readonly author?: string;
  /** The page that shows it. */
  readonly page?: string;
  readonly license: string;
  readonly licensePage?: string;
}

/** What one page of a search told. */
export interface SearchPage {
  readonly photos: readonly FoundPhoto[];
  /** How many results were of no use: no address, no license that allows to use and change them. */
  readonly numUnusable: number;
  readonly isLast: boolean;
}

/** Where to ask, and how. */
export interface Question {
  readonly word: string;
  /** From 1. */
  readonly page: number;
  /** The server; the service's own unless a test names another. */
  readonly base: string;
}

/** A service that finds photos. */
export interface PhotoService {
  /** Its name among people. */
  readonly title: string;
  /** Its page for people, to be named beside the pictures. */
  readonly home: string;
  readonly base: string;
  /** The end of the names of those servers on which its pictures lie; no other is asked. */
  readonly domain: string;
  /** The most results that it hands out on one page, and the most pages. */
  readonly perPage: number;
  readonly maxPages: number;
  /** How many pictures it lets one fetch at once. */
  readonly atOnce: number;
  /** What a picture of the size that is fetched takes, about: the mean of 235 photos so resized, as JPEG of quality 80. */
  readonly typicalBytes: number;
  /** The variable of the environment that holds the key, where it asks for one. */
  readonly keyName?: string;
  /** Whether a program must say who runs it. */
  readonly asksForContact: boolean;
  readonly searchAddress: (question: Question) => string;
  /** @throws Error when the answer is not of the form that the service documents */
  readonly readPage: (answer: unknown, question: Question) => SearchPage;
}
