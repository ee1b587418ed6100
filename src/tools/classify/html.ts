import { readFileSync } from 'node:fs';
import { escapeHtml, htmlWords, linesOf, type Words } from '../../figures/parts/words';
import type { Figure } from '../../figures/parts/figure';
import type { ConfusionMatrix } from '../../insight/confusionMatrix';
import { inProject } from '../../project';
import { plotlyFile } from '../export/config';

/** Returns an element with words in it, one for each language they are in. */
export function bilingual(tag: string, words: Words): string {
  const lines = linesOf(words).map(escapeHtml);
  if (lines.length === 1) return `<${tag}>${lines[0]}</${tag}>`;
  return lines
    .map((line, index) => `<${tag} lang="${index === 0 ? 'en' : 'ja'}">${line}</${tag}>`)
    .join('\n');
}

/** Returns a list item; each language is on a line of its own. */
export function listItem(words: Words): string {
  return `<li>${htmlWords(words)}</li>`;
}

/** Returns a table; its first row heads the columns, its first column the rows. */
export function table([head, ...rows]: readonly (readonly string[])[]): string {
  const top = head.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`);
  const lines = rows.map(
    ([name, ...cells]) =>
      `<tr><th scope="row">${escapeHtml(name)}</th>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`,
  );
  return `<table><thead><tr>${top.join('')}</tr></thead><tbody>${lines.join('')}</tbody></table>`;
}

/** Returns a confusion matrix as a table; the larger a cell's share of its row, the darker it is. */
export function matrixTable(matrix: ConfusionMatrix, classNames: readonly string[]): string {
  const top = classNames.map((_, index) => `<th scope="col">${index + 1}</th>`);
  const lines = matrix.map((row, index) => {
    const total = Math.max(
      1,
      row.reduce((sum, count) => sum + count, 0),
    );
    const cells = row.map(
      (count) =>
        `<td style="--share: ${Math.round((60 * count) / total)}%">${count === 0 ? '·' : count}</td>`,
    );
    return `<tr><th scope="row">${index + 1} ${escapeHtml(classNames[index])}</th>${cells.join('')}</tr>`;
  });
  return `<table class="matrix"><thead><tr><td></td>${top.join('')}</tr></thead><tbody>${lines.join('')}</tbody></table>`;
}

/** Returns a figure as the exported pages hold it: `figures.js` draws it. */
export function figureElement({ data, layout, frames, alt }: Figure): string {
  // No end of a script within the script
  const json = JSON.stringify({ data, layout, frames }).replace(/</g, '\\u003c');
  return `<div class="plotly-figure" role="img" aria-label="${escapeHtml(alt)}">
<script type="application/json">${json}</script>
<div class="plot"></div>
<noscript><p>${escapeHtml(alt)}</p></noscript>
</div>`;
}

/** What stands in a page besides its body. */
interface PageParts {
  readonly title: string;
  /** Rules after those of the exported pages. */
  readonly style: string;
}

/** Returns a page that needs no other file and no network, in the look of the exported pages. */
export function wholePage(body: string, { title, style }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${readTemplate('style.css')}${style}</style>
<script>${readFileSync(plotlyFile(), 'utf8')}</script>
</head>
<body>
<main>
${body}
</main>
<script>${readTemplate('figures.js')}</script>
</body>
</html>
`;
}

function readTemplate(name: string): string {
  return readFileSync(inProject('src', 'tools', 'export', 'templates', 'creatures', name), 'utf8');
}
