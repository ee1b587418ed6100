import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeJupyterFolder, projectPython } from './testKernel';

/** Notebooks by what is in their two cells, and whether a runner must let them pass. */
const NOTEBOOKS = {
  good: {
    cells: ['const numLegs: number = 4;\nnumLegs', 'await Promise.resolve(numLegs + 1)'],
    results: ['4', '5'],
  },
  throwing: { cells: ["throw new Error('expected');", '1'], results: [] },
  illTyped: { cells: ["const numLegs: number = 'four';", '1'], results: [] },
  rejected: {
    cells: ["Promise.reject(new Error('expected'));\nconst next = 1;", '1'],
    results: [],
  },
};

let folder: string;
let jupyterFolder: string;
before(() => {
  jupyterFolder = makeJupyterFolder();
  folder = mkdtempSync(join(tmpdir(), 'creatures-runners-'));
  for (const [name, { cells, results }] of Object.entries(NOTEBOOKS)) {
    writeFileSync(join(folder, `${name}.ipynb`), JSON.stringify(notebook(cells, results)));
  }
});
after(() => {
  rmSync(folder, { recursive: true });
  rmSync(jupyterFolder, { recursive: true });
});

function notebook(cells: readonly string[], results: readonly string[]): object {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' } },
    cells: cells.map((source, index) => ({
      id: `cell-${index}`,
      cell_type: 'code',
      metadata: {},
      source,
      execution_count: index + 1,
      outputs: results[index] ? [resultOutput(results[index], index + 1)] : [],
    })),
  };
}

function resultOutput(text: string, count: number): object {
  return {
    output_type: 'execute_result',
    execution_count: count,
    data: { 'text/plain': text },
    metadata: {},
  };
}

/** Runs all four notebooks with a plug-in of pytest. Returns what pytest prints for each test: its name and outcome. */
async function runPytest(plugin: string): Promise<string> {
  const options = [
    '-m',
    'pytest',
    plugin,
    '-p',
    'no:cacheprovider',
    '--tb=no',
    '-rA',
    '-q',
    folder,
  ];
  const env = { ...process.env, JUPYTER_PATH: jupyterFolder };
  const pytest = spawn(projectPython(), options, {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let report = '';
  pytest.stdout.on('data', (text: Buffer) => (report += text.toString()));
  const [code] = await once(pytest, 'close');
  assert.equal(code, 1, report);
  return report;
}

/** Returns the names of the notebooks that passed and failed. */
function outcomes(report: string): Record<string, string[]> {
  const found: Record<string, Set<string>> = { PASSED: new Set(), FAILED: new Set() };
  for (const [, outcome, name] of report.matchAll(/^(PASSED|FAILED) .*?(\w+)\.ipynb/gm))
    found[outcome].add(name);
  const failed = [...found.FAILED].sort();
  return { failed, passed: [...found.PASSED].filter((name) => !failed.includes(name)) };
}

const EXPECTED = { failed: ['illTyped', 'rejected', 'throwing'], passed: ['good'] };

test('a good notebook passes, each bad one fails', { concurrency: true }, async (t) => {
  const runners = ['--nbmake', '--nbval'].map((plugin) =>
    t.test(plugin, async () => assert.deepEqual(outcomes(await runPytest(plugin)), EXPECTED)),
  );
  await Promise.all(runners);
});
