import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, mock, test } from 'node:test';
import * as creatures from '../../src';
import { inProject } from '../../src/project';
import { describeTypeProblem, typeCheckNotebooks } from '../../src/tools/runner/typecheck';
import { code, notebookOf } from '../tools/runner/sample';
import { enterSandbox, readyValues, type ReadyValues } from './exampleValues';
import { findExamples, isAsPromised, namesFrom, runExample, type Example } from './examples';

const examples = findExamples();
let leaveSandbox: () => void;

before(async () => {
  leaveSandbox = await enterSandbox();
  mock.method(console, 'log', () => {});
});
after(() => leaveSandbox());

test('every example stands at something exported, and passes strict TypeScript as pasted', async () => {
  const files = await Promise.all(examples.map(asNotebook));
  assert.deepEqual(typeCheckNotebooks(files).map(describeTypeProblem), []);
});

for (const example of examples) {
  test(`${example.module}.ts ${example.name}(): its example gives what it says`, async (context) => {
    if (
      /(Pretrained|trainTransfer)\(/.test(example.code) &&
      !creatures.hasPretrained('squeezenet')
    ) {
      context.skip('the weights are not here: npm run pretrained fetches them');
      return;
    }
    const values = await valuesFor(example, await readyValues(example));
    const outcomes = await runExample(example, values);
    for (const outcome of outcomes)
      assert.ok(
        isAsPromised(outcome),
        `${outcome.line}\n  promises ${outcome.expected}\n  and gives ${outcome.actual}`,
      );
  });
}

type Module = Readonly<Record<string, unknown>>;

async function moduleOf({ module }: Example): Promise<Module> {
  return (await import(inProject('dist', 'src', `${module}.js`))) as Module;
}

/** What an example uses: from what stands ready, from the package as a reader has it, or from its own module. */
async function valuesFor(example: Example, ready: ReadyValues): Promise<Module> {
  const sources: readonly Module[] = [ready, creatures, await moduleOf(example)];
  const found = namesFrom(example).flatMap((name) => {
    const source = sources.find((candidate) => name in candidate);
    return source ? [[name, source[name]] as const] : [];
  });
  return Object.fromEntries(found);
}

/** The example as the cells of a notebook: imports, what stands ready, and the example as it is. */
async function asNotebook(example: Example, index: number) {
  const own = await moduleOf(example);
  assert.ok(example.name in own, `${example.module}.ts does not export ${example.name}`);
  const names = namesFrom(example);
  const values = await readyValues(example);
  const ready = names.filter((name) => name in values);
  const fromPackage = names.filter((name) => !ready.includes(name) && name in creatures);
  const fromModule = names.filter(
    (name) => !ready.includes(name) && !(name in creatures) && name in own,
  );
  const imports = [
    `import { ${fromPackage.join(', ')} } from 'creatures';`,
    `import { ${fromModule.join(', ')} } from '../dist/src/${example.module}';`,
    "import type { ReadyValues } from '../dist/test/gate/exampleValues';",
  ];
  return {
    path: inProject('notebooks', `${index}-${path.basename(example.module)}-${example.name}`),
    notebook: notebookOf(
      code(imports.join('\n')),
      code(`const { ${ready.join(', ')} } = {} as ReadyValues;`),
      code(example.code),
    ),
  };
}
