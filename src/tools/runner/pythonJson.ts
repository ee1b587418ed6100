/**
 * Returns a value as JSON the way Python writes notebooks: sorted keys, one space a level, small numbers as `6.13e-06`.
 * JupyterLab saves by Python, so that only then a notebook that was saved without a change is the same file.
 */
export function toPythonJson(value: unknown, margin = ''): string {
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const inner = `${margin} `;
  if (Array.isArray(value))
    return enclose(
      '[]',
      value.map((item) => toPythonJson(item, inner)),
      margin,
    );
  const parts = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    // Python compares characters, JavaScript halves of them
    .sort(([first], [second]) => Buffer.compare(Buffer.from(first), Buffer.from(second)))
    .map(([key, item]) => `${JSON.stringify(key)}: ${toPythonJson(item, inner)}`);
  return enclose('{}', parts, margin);
}

function enclose([open, close]: string, parts: readonly string[], margin: string): string {
  if (parts.length === 0) return `${open}${close}`;
  return `${open}\n${parts.map((part) => `${margin} ${part}`).join(',\n')}\n${margin}${close}`;
}

/** JavaScript writes a number without an exponent down to 1e-6, Python down to 1e-4; Python's exponent has two digits. */
function formatNumber(value: number): string {
  if (value === 0 || Math.abs(value) >= 1e-4) return JSON.stringify(value);
  return value.toExponential().replace(/e-(\d)$/, 'e-0$1');
}
