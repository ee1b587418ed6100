import { SourceMap, type SourceMapPayload } from 'node:module';
import type * as TypeScript from '@tslab/typescript-for-tslab';

/** The two maps that lead from the JavaScript that runs back to the TypeScript of the cell. */
export interface CellMaps {
  /** From the JavaScript that runs to the ES module that TypeScript made of the cell. */
  readonly toModule: string;
  /** From that ES module to the cell. */
  readonly toCell: string;
}

/** A place in a text, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/;
const MAP_COMMENT = /\/\/# sourceMappingURL=\S+\s*$/;
/** tslab puts one line before the code of a cell. */
const PREFIX_LINES = 1;

/**
 * Makes tslab's two compiler passes write source maps, which tslab itself never asks for, and keeps those of the last
 * cell. Must be installed before tslab is loaded.
 */
export class SourceMapRecorder {
  private readonly recorded = new Map<string, CellMaps>();

  /** Puts two watched functions into the compiler that tslab is going to load. */
  install(): void {
    const path = require.resolve('@tslab/typescript-for-tslab');
    const compiler = require(path) as typeof TypeScript;
    const watched = {
      ...compiler,
      createWatchCompilerHost: (files: string[], options: object, ...rest: unknown[]) =>
        (compiler.createWatchCompilerHost as Function)(
          files,
          { ...options, inlineSourceMap: true },
          ...rest,
        ),
      transpileModule: (input: string, options: TypeScript.TranspileOptions) =>
        this.transpile(compiler, input, options),
    };
    const loaded = require.cache[path];
    if (loaded) loaded.exports = watched;
  }

  /** Returns the maps of a compiled cell and forgets them and all older ones. */
  take(output: string): CellMaps | undefined {
    const maps = this.recorded.get(output);
    this.recorded.clear();
    return maps;
  }

  private transpile(
    compiler: typeof TypeScript,
    input: string,
    options: TypeScript.TranspileOptions,
  ): TypeScript.TranspileOutput {
    const inline = INLINE_MAP.exec(input);
    if (!inline) return compiler.transpileModule(input, options);
    const compilerOptions = { ...options.compilerOptions, sourceMap: true };
    const result = compiler.transpileModule(input.slice(0, inline.index), {
      ...options,
      compilerOptions,
    });
    const outputText = result.outputText.replace(MAP_COMMENT, '');
    const toCell = Buffer.from(inline[1], 'base64').toString();
    this.recorded.set(outputText, { toModule: result.sourceMapText ?? '', toCell });
    return { ...result, outputText };
  }
}

/** Returns the place in the cell from which a place in the JavaScript that runs was made. */
export function placeInCell({ toModule, toCell }: CellMaps, place: Place): Place | undefined {
  const inModule = original(toModule, place);
  const inCell = inModule && original(toCell, inModule);
  return inCell && { line: inCell.line - PREFIX_LINES, column: inCell.column };
}

function original(map: string, { line, column }: Place): Place | undefined {
  const entry = new SourceMap(JSON.parse(map) as SourceMapPayload).findEntry(line - 1, column - 1);
  if (!('originalLine' in entry)) return undefined;
  return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}
