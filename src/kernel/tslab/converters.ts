import {
  createConverter,
  type Converter,
  type ConvertResult,
  type Diagnostic,
} from 'tslab/dist/converter';
import type { ConverterSet } from 'tslab/dist/executor';
import { expandShorthand } from '../cell/expandShorthand';

interface ConvertersOptions {
  /** Told of each compiled cell, before it runs. */
  readonly onConverted: (result: ConvertResult) => void;
  /** Told of what is wrong in a cell that tslab keeps as a module (`@module`). */
  readonly onModule: (diagnostics: readonly Diagnostic[]) => void;
}

/** Returns tslab's compilers, watched: tslab's executor prints what they find, where we need it as data. */
export function createConverters(options: ConvertersOptions): ConverterSet {
  const node = watched(createConverter({ isJS: false, isBrowser: false }), options);
  let browser: Converter | undefined;
  return {
    node,
    get browser() {
      return (browser ??= watched(createConverter({ isJS: false, isBrowser: true }), options));
    },
    close() {
      node.close();
      browser?.close();
    },
  };
}

function watched(converter: Converter, { onConverted, onModule }: ConvertersOptions): Converter {
  return {
    ...converter,
    convert(previousDeclarations, code) {
      const result = converter.convert(previousDeclarations, expandShorthand(code));
      onConverted(result);
      return result;
    },
    addModule(...cell) {
      const diagnostics = converter.addModule(...cell);
      onModule(diagnostics);
      return diagnostics;
    },
  };
}
