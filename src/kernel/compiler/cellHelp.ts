import ts from 'typescript';
import type { CellCompiler } from './cellCompiler';

/** Names that fit where the cursor stands, and the part of the cell that they take the place of. */
export interface Completion {
  readonly names: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** Returns the names that fit at a position of the cell, the likeliest first, each once. */
export function complete(compiler: CellCompiler, code: string, position: number): Completion {
  return compiler.ask(code, (service, file, start) => {
    const span = wordAround(code, position);
    const typed = code.slice(span.start, span.end);
    const found = service.getCompletionsAtPosition(file, start + position, {})?.entries ?? [];
    const ranked = found
      .map((entry, index) => ({ entry, index, rank: rankOf(entry.name, typed) }))
      .filter(({ rank }) => rank < Infinity)
      .sort(
        (a, b) =>
          a.rank - b.rank || compare(a.entry.sortText, b.entry.sortText) || a.index - b.index,
      );
    return { ...span, names: [...new Set(ranked.map(({ entry }) => entry.name))] };
  });
}

/** Returns what is known of the name at a position, or of the function whose arguments are being written there. */
export function inspectAt(
  compiler: CellCompiler,
  code: string,
  position: number,
): string | undefined {
  return compiler.ask(code, (service, file, start) => {
    const at = start + position;
    // Behind a name is meant as on it
    const info = [at, at - 1].flatMap(
      (place) => service.getQuickInfoAtPosition(file, place) ?? [],
    )[0];
    return info
      ? describeInfo(info)
      : describeCall(service.getSignatureHelpItems(file, at, undefined));
  });
}

function describeInfo({ displayParts, documentation, tags }: ts.QuickInfo): string {
  return layOut(text(displayParts), text(documentation), tags);
}

function describeCall(help: ts.SignatureHelpItems | undefined): string | undefined {
  const item = help?.items[help.selectedItemIndex] ?? help?.items[0];
  if (!item) return undefined;
  const parameters = item.parameters.map(({ displayParts }) => text(displayParts));
  const signature =
    text(item.prefixDisplayParts) +
    parameters.join(text(item.separatorDisplayParts)) +
    text(item.suffixDisplayParts);
  return layOut(signature, text(item.documentation), item.tags);
}

function layOut(
  head: string,
  documentation: string,
  tags: readonly ts.JSDocTagInfo[] = [],
): string {
  const tagLines = tags.map((tag) => `@${tag.name} ${text(tag.text)}`.trimEnd()).join('\n');
  return [head, documentation, tagLines].filter(Boolean).join('\n\n');
}

function text(parts: readonly ts.SymbolDisplayPart[] = []): string {
  return ts.displayPartsToString([...parts]);
}

function wordAround(code: string, position: number) {
  const before = /[\p{ID_Continue}$]*$/u.exec(code.slice(0, position))?.[0] ?? '';
  const after = /^[\p{ID_Continue}$]*/u.exec(code.slice(position))?.[0] ?? '';
  return { start: position - before.length, end: position + after.length };
}

function rankOf(name: string, typed: string): number {
  const [lowerName, lowerTyped] = [name.toLowerCase(), typed.toLowerCase()];
  if (name.startsWith(typed)) return 0;
  if (lowerName.startsWith(lowerTyped)) return 1;
  return lowerName.includes(lowerTyped) ? 2 : Infinity;
}

function compare(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}
