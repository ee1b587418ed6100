// Draws every figure of the page. Its alt text stands on the element around it, since a drawing has no words of its own.
for (const figure of document.querySelectorAll('.plotly-figure')) {
  const {
    data,
    layout = {},
    frames = [],
    config = {},
  } = JSON.parse(figure.querySelector('script').textContent);
  const plot = figure.querySelector('.plot');
  // A figure with a width of its own keeps it where it fits; elsewhere it takes the width of the column.
  const fits = layout.width !== undefined && layout.width <= figure.clientWidth;
  const { width, ...fluid } = layout;
  figure.classList.toggle('narrow', fits);
  Plotly.newPlot(plot, {
    data,
    layout: fits ? layout : { ...fluid, autosize: true },
    frames,
    config: { displaylogo: false, ...config, responsive: !fits },
  });
}
