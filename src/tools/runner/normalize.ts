import { hidePaths } from '../../platform/hidePaths';
import { joinText, splitText, type Cell, type Notebook, type Output } from './notebook';
import { KERNEL_NAME } from '../../kernel/kernelspec';
import { LANGUAGE_INFO } from '../../kernel/languageInfo';
import { inProject } from '../../project';

const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: KERNEL_NAME };

/** Returns a copy of a notebook as it is before a run: no outputs, no counts, an id for every cell. */
export function clearNotebook(notebook: Notebook): Notebook {
  const cells = notebook.cells.map((cell, index) => clearCell(cell, `cell-${index + 1}`));
  return { ...structuredClone(notebook), cells, nbformat: 4, nbformat_minor: 5 };
}

function clearCell(cell: Cell, newId: string): Cell {
  const copy = { id: newId, ...structuredClone(cell) };
  return cell.cell_type === 'code' ? { ...copy, outputs: [], execution_count: null } : copy;
}

/**
 * Returns a copy of a notebook in which only what matters can differ from one run to the next: text of one stream in one
 * output, no times, no paths of this machine, the same metadata always.
 */
export function normalizeNotebook(notebook: Notebook): Notebook {
  const {
    kernelspec: _kernel,
    language_info: _language,
    signature: _signature,
    widgets: _widgets,
    ...kept
  } = notebook.metadata;
  return {
    cells: notebook.cells.map(normalizeCell),
    metadata: { ...kept, kernelspec, language_info: LANGUAGE_INFO },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

function normalizeCell(cell: Cell): Cell {
  const { execution: _times, trusted: _trusted, ...metadata } = cell.metadata;
  const source = splitText(joinText(cell.source));
  if (cell.cell_type !== 'code') return { ...cell, source, metadata };
  return {
    ...cell,
    source,
    metadata,
    outputs: mergeStreams(cell.outputs ?? []).map(normalizeOutput),
  };
}

/** Joins text of the same stream that came in several messages, unless another output stands between. */
function mergeStreams(outputs: readonly Output[]): Output[] {
  return outputs.reduce<Output[]>((merged, output) => {
    const last = merged.at(-1);
    if (!isStream(output) || !last || !isStream(last) || last.name !== output.name)
      return [...merged, output];
    return [
      ...merged.slice(0, -1),
      { ...last, text: joinText(last.text ?? '') + joinText(output.text ?? '') },
    ];
  }, []);
}

function isStream({ output_type }: Output): boolean {
  return output_type === 'stream';
}

function normalizeOutput(output: Output): Output {
  const copy = { ...output };
  if (output.text !== undefined) copy.text = splitText(hideFolders(joinText(output.text)));
  if (output.data)
    copy.data = Object.fromEntries(
      Object.entries(output.data).map(([type, data]) => [type, normalizeData(type, data)]),
    );
  if (output.evalue) copy.evalue = hideFolders(output.evalue);
  if (output.traceback) copy.traceback = output.traceback.map(hideFolders);
  return copy;
}

/** Text MIME types are stored as lines, as Jupyter does; JSON and base64 stay as they came. */
function normalizeData(type: string, data: unknown): unknown {
  const isText =
    type.startsWith('text/') || type === 'image/svg+xml' || type === 'application/javascript';
  return isText && (typeof data === 'string' || Array.isArray(data))
    ? splitText(hideFolders(joinText(data)))
    : data;
}

function hideFolders(text: string): string {
  return hidePaths(text, { folder: inProject('notebooks') });
}
