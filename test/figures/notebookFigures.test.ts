import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { inProject } from '../../src/project';
import { readNotebook } from '../../src/tools/runner/notebook';
import { noBrowser } from '../browser';
import { openPlotlyPage, type PlainFigure } from './plotlyPage';

const PLOTLY = 'application/vnd.plotly.v1+json';

/** The figures that a notebook stores, by the places of their cells. */
function storedFigures(file: string): Record<string, PlainFigure> {
  const figures = readNotebook(inProject('notebooks', file)).cells.flatMap(
    ({ outputs = [] }, cell) =>
      outputs.flatMap(({ data = {} }, output) =>
        PLOTLY in data ? [[`${cell}, output ${output}`, data[PLOTLY] as PlainFigure] as const] : [],
      ),
  );
  return Object.fromEntries(figures);
}

test(
  "every figure stored in a notebook passes Plotly's own check",
  { skip: noBrowser },
  async () => {
    const plotly = await openPlotlyPage();
    try {
      for (const file of readdirSync(inProject('notebooks')).filter((name) =>
        name.endsWith('.ipynb'),
      )) {
        const mistakes = await plotly.findMistakes(storedFigures(file));
        assert.deepEqual(mistakes, {}, `${file}: by cell. Run it anew, or mend what draws it`);
      }
    } finally {
      await plotly.close();
    }
  },
);
