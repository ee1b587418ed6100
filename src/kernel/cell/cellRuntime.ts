import { types } from 'node:util';
import { pathToFileURL } from 'node:url';
import type { EventLoop } from './eventLoop';

/** A variable of the notebook, shared by all cells that name it. */
export interface Variable {
  v: unknown;
}

interface CellRuntimeOptions {
  readonly eventLoop: EventLoop;
  readonly require: NodeJS.Require;
  /** Whether the code that asks belongs to a cell that was stopped. */
  readonly isStopped: () => boolean;
  /** Told of each value that `throw` of the cell throws, and where. */
  readonly onThrow: (value: unknown, position: number) => void;
}

/** What the JavaScript of a cell calls; see `liveBindings`. */
export class CellRuntime {
  /** The names that the cell has come to declare. */
  readonly declared = new Set<string>();
  private readonly used: (() => unknown)[] = [];

  constructor(private readonly options: CellRuntimeOptions) {}

  reached(...names: readonly string[]): void {
    for (const name of names) this.declared.add(name);
  }

  require(id: string): unknown {
    return this.options.require(id);
  }

  thrown(value: unknown, position: number): unknown {
    this.options.onThrow(value, position);
    return value;
  }

  /** What `import(id)` gives. */
  async importModule(id: string): Promise<unknown> {
    try {
      return this.namespace(this.options.require(id));
    } catch (error) {
      if (!isModuleOnly(error)) throw error;
      return import(pathToFileURL(this.options.require.resolve(id)).href);
    }
  }

  /** What `import name from` gives. */
  defaultOf(module: unknown): unknown {
    return isModule(module) ? module.default : module;
  }

  /** What `import * as name from` gives. */
  namespace(module: unknown): unknown {
    if (isModule(module) || typeof module !== 'object' || module === null) {
      return typeof module === 'function'
        ? Object.assign(Object.create(null), module, { default: module })
        : module;
    }
    const names = Object.getOwnPropertyDescriptors(module);
    return Object.defineProperties({}, { ...names, default: { value: module, enumerable: true } });
  }

  /** Keeps what `using` declares, to be closed when the cell ends. */
  use(value: unknown, isAwaited: boolean): unknown {
    if (value === null || value === undefined) return value;
    const { asyncDispose, dispose } = Symbol as { asyncDispose?: symbol; dispose?: symbol };
    const closable = value as Record<symbol, (() => unknown) | undefined>;
    const close =
      (isAwaited && asyncDispose && closable[asyncDispose]) || (dispose && closable[dispose]);
    if (typeof close !== 'function')
      throw new TypeError('What using declares has no method [Symbol.dispose]()');
    this.used.push(() => close.call(value));
    return value;
  }

  /** Closes what `using` has declared, the last first. */
  async close(): Promise<void> {
    for (const close of this.used.reverse().splice(0)) await close();
  }

  /** Stands before what a function of a cell awaits: lets others have their turn, and ends a cell that was stopped. */
  pause(value?: unknown): unknown {
    if (this.options.isStopped()) return new Promise(() => {});
    if (!this.options.eventLoop.isDue) return value;
    // The value may fail in the meantime
    void Promise.resolve(value).catch(() => undefined);
    return this.options.eventLoop
      .turn()
      .then(() => (this.options.isStopped() ? new Promise(() => {}) : value));
  }

  /** The values that `for await` goes through. */
  stream(iterable: Partial<AsyncIterable<unknown>> & Partial<Iterable<unknown>>): Stream {
    const iterator = iterable[Symbol.asyncIterator]?.() ?? iterable[Symbol.iterator]?.();
    if (!iterator) throw new TypeError('What stands after of in for await is not iterable');
    return new Stream(iterator);
  }
}

/** Goes through an iterator's values, one each time `next()` has ended with `true`. */
class Stream {
  value: unknown;
  private isOpen = true;

  constructor(private readonly iterator: AsyncIterator<unknown> | Iterator<unknown>) {}

  async next(): Promise<boolean> {
    this.isOpen = false;
    const { done, value } = (await this.iterator.next()) as IteratorResult<unknown, unknown>;
    this.value = await value;
    this.isOpen = !done;
    return this.isOpen;
  }

  /** Tells an iterator that was left before its end. */
  async close(): Promise<void> {
    if (this.isOpen) await this.iterator.return?.();
  }
}

function isModule(module: unknown): module is { readonly default: unknown } {
  return (
    types.isModuleNamespaceObject(module) ||
    Boolean((module as { __esModule?: unknown } | null)?.__esModule)
  );
}

/** Returns whether Node has refused to `require` what it can only import. */
function isModuleOnly(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'ERR_REQUIRE_ESM' || code === 'ERR_REQUIRE_ASYNC_MODULE';
}
