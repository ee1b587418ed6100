import type { ByteCursor } from './byteCursor';
import type { PickleDialect, PickleItem } from './pickleItems';

/** A mark begins a list, and lists are not nested as deep as this. */
const MAX_MARKS = 1000;

/** The stack, the marks on it, and the numbered notes to which later parts of a pickle refer. */
export class PickleMachine {
  readonly memo = new Map<number, PickleItem>();
  #stack: PickleItem[] = [];
  #marked: PickleItem[][] = [];

  constructor(
    readonly input: ByteCursor,
    readonly dialect: PickleDialect,
  ) {}

  push(item: PickleItem): void {
    this.#stack.push(item);
  }

  pop(): PickleItem {
    const item = this.#stack.pop();
    if (item === undefined) throw new Error('It is damaged: it takes a value where none is');
    return item;
  }

  top(): PickleItem {
    const item = this.pop();
    this.push(item);
    return item;
  }

  mark(): void {
    if (this.#marked.length >= MAX_MARKS)
      throw new Error(`It is damaged: it sets more than ${MAX_MARKS} marks`);
    this.#marked.push(this.#stack);
    this.#stack = [];
  }

  popToMark(): PickleItem[] {
    const items = this.#stack;
    const below = this.#marked.pop();
    if (!below) throw new Error('It is damaged: it goes back to a mark that was never set');
    this.#stack = below;
    return items;
  }

  popMany(count: number): PickleItem[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  recall(index: number): void {
    const item = this.memo.get(index);
    if (item === undefined)
      throw new Error(`It is damaged: it recalls note ${index}, which was never taken`);
    this.push(item);
  }
}
