import type { Page } from 'playwright-core';
import type { Figure } from '../../src/figures/parts/figure';
import { inProject } from '../../src/project';
import { launchBrowser } from '../browser';

/** What of a figure travels to a page. */
export type PlainFigure = Pick<Figure, 'data' | 'layout' | 'frames'>;

/** Where something stands on the page, in screen pixels to the right and down. */
export interface Rect {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What a drawing of shapes and annotations shows where. */
interface Drawing {
  /** By their names, in the order in which they are drawn. */
  readonly shapes: readonly (Rect & { readonly name: string; readonly fill: string })[];
  readonly texts: readonly (Rect & {
    readonly text: string;
    readonly font: string;
    readonly color: string;
  })[];
  /** The line goes on unseen below what it begins at. */
  readonly arrows: readonly { readonly line: Rect; readonly head: Rect }[];
}

/** A page with Plotly in it. */
export interface PlotlyPage {
  readonly page: Page;
  /** Returns what Plotly finds wrong with each figure and its frames, by name; an empty object if nothing. */
  findMistakes(figures: Readonly<Record<string, PlainFigure>>): Promise<Record<string, string[]>>;
  /** Draws a figure alone on the page, which is so many pixels wide. */
  draw(figure: PlainFigure, width?: number): Promise<void>;
  /** Draws a figure as `draw` does, and returns where its shapes and annotations have come to stand. */
  place(figure: PlainFigure, width?: number): Promise<Drawing>;
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

/** Runs in the page. A text of several lines is told with spaces between them. */
const READ_DRAWING = `(() => {
  const { layout } = document.querySelector('#figure');
  const rectOf = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { left, right, top, bottom };
  };
  const all = (selector) => [...document.querySelectorAll('#figure ' + selector)];
  const wordsOf = (text) => {
    const lines = [...text.querySelectorAll('tspan.line')];
    return (lines.length > 0 ? lines : [text]).map((line) => line.textContent).join(' ');
  };
  return {
    shapes: all('.shapelayer path[data-index]').map((path) => ({
      ...rectOf(path), name: layout.shapes[path.dataset.index].name, fill: getComputedStyle(path).fill,
    })),
    texts: all('.annotation .annotation-text').map((text) => ({
      ...rectOf(text), text: wordsOf(text), font: getComputedStyle(text).fontFamily, color: getComputedStyle(text).fill,
    })).filter(({ text }) => text.trim() !== ''),
    arrows: all('.annotation .annotation-arrow-g').map((arrow) => {
      const [line, head] = [...arrow.querySelectorAll('path:not(.anndrag)')].map(rectOf);
      return { line, head };
    }),
  };
})()`;

export async function openPlotlyPage(): Promise<PlotlyPage> {
  const browser = await launchBrowser();
  const page = await browser.newPage();
  await page.setContent('<!doctype html><body style="margin: 0"><div id="figure"></div></body>');
  await page.addScriptTag({ path: inProject('node_modules', 'plotly.js', 'plotly.min.js') });
  async function draw(figure: PlainFigure, width = 900): Promise<void> {
    await page.setViewportSize({ width, height: 700 });
    await page.evaluate(
      `Plotly.purge('figure'); document.querySelector('#figure').innerHTML = ''; Plotly.newPlot('figure', ${plain(figure)})`,
    );
    // Drawn on paper, as it were: the reader sees it at the next frame
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
  }

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
    draw,
    async place(figure, width) {
      await draw(figure, width);
      return await page.evaluate(READ_DRAWING);
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
