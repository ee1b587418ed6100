import type { Host, HostOutput, TakeBack } from '../host';

/** Listeners that are called once. */
class Listeners {
  private readonly waiting = new Set<{ call(): void }>();

  /** Adds a listener, though it may be there already. */
  add(listener: () => void): TakeBack {
    const entry = { call: listener };
    this.waiting.add(entry);
    return () => void this.waiting.delete(entry);
  }

  /** Calls and forgets all of them, those too that come after one that throws. Returns whether there were any. */
  callAll(): boolean {
    const listeners = [...this.waiting];
    this.waiting.clear();
    const errors: unknown[] = [];
    for (const listener of listeners) {
      try {
        listener.call();
      } catch (error) {
        errors.push(error);
      }
    }
    // As an error of its own turn it is shown below the cell, and ends nothing
    for (const error of errors)
      queueMicrotask(() => {
        throw error;
      });
    return listeners.length > 0;
  }

  /** Forgets all of them. */
  clear(): void {
    this.waiting.clear();
  }

  get isEmpty(): boolean {
    return this.waiting.size === 0;
  }
}

/** What the kernel offers to the code of cells. */
export class KernelHost implements Host {
  readonly cellEnd = new Listeners();
  readonly interrupts = new Listeners();
  /** Sends an output below the cell that runs; set by the cell. */
  send: (output: HostOutput) => void = () => undefined;

  inNotebook(): boolean {
    return true;
  }

  publish(output: HostOutput): void {
    this.send(output);
  }

  onCellEnd(listener: () => void): TakeBack {
    return this.cellEnd.add(listener);
  }

  onInterrupt(listener: () => void): TakeBack {
    return this.interrupts.add(listener);
  }
}
