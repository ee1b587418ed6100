/** SVG written as a template; numbers get two decimals at most: enough for a picture 100 units across, and short. */
export function svg(texts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  const written = values.map((value) =>
    typeof value === 'number' ? String(Math.round(value * 100) / 100) : value,
  );
  return texts.reduce((all, text, index) => all + written[index - 1] + text);
}
