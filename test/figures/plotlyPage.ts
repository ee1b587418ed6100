import type { Page } from 'playwright-core';
import type { Figure } from '../../src/figures/parts/figure';
import { inProject } from '../../src/project';
import { launchBrowser } from '../browser';

/** What of a figure travels to a page. */
export type PlainFigure = Pick<Figure, 'data' | 'layout' | 'frames'>;

/** A page with Plotly in it. */
export interface PlotlyPage {
  readonly page: Page;
  /** Returns what Plotly finds wrong with each figure and its frames, by name; an empty object if nothing. */
  findMistakes(figures: Readonly<Record<string, PlainFigure>>): Promise<Record<string, string[]>>;
  /** Draws a figure alone on the page, which is so many pixels wide. */
  draw(figure: PlainFigure, width?: number): Promise<void>;
  /** Returns all words of the figure that is drawn. */
  readText(): Promise<string>;
  close(): Promise<void>;
}

/**
 * Runs in the page, whose types are not those of Node. A frame merges its lists into the figure's, element by element.
 * Plotly copies the arguments of a slider or button and then takes the copy for a change.
 */
const FIND_MISTAKES = `({ data, layout, frames = [] }) => {
  const merge = (list = [], changes = []) => list.map((element, index) => ({ ...element, ...changes[index] }));
  const states = frames.map((frame) => {
    const merged = { ...layout, ...frame.layout };
    for (const key of ['shapes', 'annotations']) if (layout[key]) merged[key] = merge(layout[key], frame.layout[key]);
    return { data: merge(data, frame.data), layout: merged };
  });
  const mistakes = [{ data, layout }, ...states].flatMap((state) => Plotly.validate(state.data, state.layout) ?? []);
  const isCopy = ({ code, astr }) => code === 'dynamic' && /^(sliders|updatemenus).*args\\[/.test(astr);
  return [...new Set(mistakes.filter((mistake) => !isCopy(mistake)).map(({ msg }) => msg))];
}`;

export async function openPlotlyPage(): Promise<PlotlyPage> {
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.setContent('<!doctype html><body style="margin: 0"><div id="figure"></div></body>');
  await page.addScriptTag({ path: inProject('node_modules', 'plotly.js', 'plotly.min.js') });
  return {
    page,
    async findMistakes(figures) {
      const found: Record<string, string[]> = {};
      for (const [name, figure] of Object.entries(figures)) {
        const mistakes: string[] = await page.evaluate(`(${FIND_MISTAKES})(${plain(figure)})`);
        if (mistakes.length > 0) found[name] = mistakes;
      }
      return found;
    },
    async draw(figure, width = 900) {
      await page.setViewportSize({ width, height: 700 });
      await page.evaluate(
        `Plotly.purge('figure'); document.querySelector('#figure').innerHTML = ''; Plotly.newPlot('figure', ${plain(figure)})`,
      );
      // Drawn on paper, as it were: the reader sees it at the next frame
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
    },
    async readText() {
      return (await page.locator('#figure').textContent()) ?? '';
    },
    close: () => browser.close(),
  };
}

function plain({ data, layout, frames }: PlainFigure): string {
  return JSON.stringify({ data, layout, frames, config: { displayModeBar: false } });
}
