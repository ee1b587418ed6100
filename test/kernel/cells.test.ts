import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { printed, result, startTestKernel, traceback, type TestKernel } from './testKernel';

let kernel: TestKernel;
before(async () => void (kernel = await startTestKernel()));
after(() => kernel?.stop());

/** Runs cells one after another. Returns the text of the last one's result, or its error. */
async function run(...cells: readonly string[]): Promise<unknown> {
  let shown: unknown;
  for (const code of cells) {
    const answer = await kernel.execute(code);
    const { status, evalue } = answer.reply.content;
    shown = status === 'ok' ? result(answer)?.['text/plain'] : evalue;
  }
  return shown;
}

test('functions of earlier cells see what later ones assign and declare anew', async () => {
  const counter = ['let n = 0; const inc = () => ++n;', 'inc(); inc();'];
  assert.equal(await run(...counter, 'n'), '2');
  assert.equal(await run('n = 10;', 'inc()'), '11');
  assert.equal(await run('let n = 20;', 'inc()'), '21');
  assert.equal(
    await run(
      'n++; n += 2; [n] = [n * 2]; ({ n } = { n: n + 1 }); for (n of [n, n + 1]);',
      'inc()',
    ),
    '51',
  );
  assert.equal(await run('var v = 1; function readV() { return v; }', 'v = 2;', 'readV()'), '2');
  assert.equal(
    await run('class Reader { read() { return v; } }', 'v = 3;', 'new Reader().read()'),
    '3',
  );
  assert.equal(
    await run(
      'const epochs = 1; const shown = () => ({ epochs });',
      'const epochs = 2;',
      'shown()',
    ),
    '{ epochs: 2 }',
  );
  assert.equal(
    await run(
      'function step() { return 1; }\nconst twice = () => step() + step();',
      'function step() { return 5; }',
      'twice()',
    ),
    '10',
  );
});

test('names keep their types, and a constant stays one', async () => {
  assert.match(
    String(await run('let count = 0;', "count = 'three';")),
    /'string' is not assignable to type 'number'/,
  );
  assert.match(
    String(await run('const fixed = 1;', 'fixed = 2;')),
    /Cannot assign to 'fixed' because it is a constant/,
  );
  assert.equal(
    await run('interface Point { x: number }', 'const point: Point = { x: 1 };', 'point.x'),
    '1',
  );
  assert.match(
    String(await run('const point: Point = { x: 1 };', 'point.y')),
    /'y' does not exist on type 'Point'/,
  );
  assert.equal(
    await run(
      'class Animal { #legs = 4; count() { return this.#legs; } }',
      'const animal: Animal = new Animal();',
      'animal.count()',
    ),
    '4',
  );
  assert.equal(
    await run('enum Color { Red, Green }', 'const color: Color = Color.Green;\nColor[color]'),
    'Green',
  );
  assert.equal(
    await run(
      'namespace Tools { export const two = 2; export type T = number }',
      'const t: Tools.T = Tools.two;\nt',
    ),
    '2',
  );
  assert.equal(
    await run('type Name = string;', 'const Name = (text: Name) => text;', "Name('both')"),
    'both',
  );
});

test('inner names shadow those of cells, and names of properties are nobody’s', async () => {
  await run('const a = 1, b = 2; function f(text = b) { return text; }');
  assert.equal(await run('((a: number) => a)(5)'), '5');
  assert.equal(
    await run(
      '{ const a = 6; let b = a; a + b }',
      '[1].map((a) => { const b = 3; return a + b; })',
    ),
    '[ 4 ]',
  );
  assert.equal(
    await run(
      'const { a: first, nested: { b: second = f() } = {} as any, ...others } = { a: 7, b: 8 } as any;',
      '[first, second, others]',
    ),
    '[ 7, 2, { b: 8 } ]',
  );
  assert.equal(
    await run(
      'const { history: h } = await Promise.resolve({ history: 9 });',
      'const history = 1;',
      'const { history: h } = await Promise.resolve({ history: 10 });',
      '[h, history]',
    ),
    '[ 10, 1 ]',
  );
  assert.equal(await run("typeof a + typeof f + ({ a: 'x' }).a"), 'numberfunctionx');
  assert.equal(
    await run('const tag = (parts: TemplateStringsArray) => parts[0];', 'tag`word`'),
    'word',
  );
  assert.equal(
    await run(
      'const named = () => 1; class Shown { static own = Shown.name; }',
      '[named.name, f.name, Shown.own]',
    ),
    "[ 'named', 'f', 'Shown' ]",
  );
  assert.equal(
    await run('export const shared = 1; export function twice() { return shared * 2; }', 'twice()'),
    '2',
  );
});

test('a cell may name its variables as the engine’s own', async () => {
  assert.equal(
    await run(
      'const process = 1, performance = 2, Map = 3, window = 4, document = 5;',
      'process + performance + Map + window + document',
    ),
    '15',
  );
  assert.equal(
    await run(
      "setTimeout(() => console.log('still there'), 1);\nglobalThis.process.version.length > 0",
    ),
    'true',
  );
});

test('a failed cell keeps what it declared before it failed, imports too', async () => {
  const failing =
    "import { sep } from 'path';\nconst z = 5;\nawait Promise.reject(new Error('x'));\nconst unreached = 1;";
  assert.equal(await run(failing, 'z'), '5');
  assert.equal(await run('sep.length'), '1');
  assert.match(String(await run('unreached')), /Cannot find name 'unreached'/);
  assert.equal(await run("const z = 'new';\nthrow new Error('x');", 'z.toUpperCase()'), 'NEW');
  assert.equal(await run("throw new Error('x');\nconst z = 7;", 'z.toUpperCase()'), 'NEW');
  assert.equal(
    await run(
      "function made() { return 1; }\ninterface Made { x: number }\nthrow new Error('x');",
      'const m: Made = { x: made() };',
      'm.x',
    ),
    '1',
  );
});

test('a stopped cell keeps what it declared before it was stopped', async () => {
  await kernel.execute("const reached = 3;\nconsole.log('go');\nawait new Promise(() => {});", {
    interrupt_at: 'go',
  });
  assert.equal(await run('reached'), '3');
});

test('await may stand wherever the top level is', async () => {
  assert.equal(
    await run(
      "class Keyed { [await Promise.resolve('key' as const)]() { return 1; } static [await Promise.resolve('own')]() { return 2; } }",
      '[new Keyed()["key" as keyof Keyed], (Keyed as any).own()].map((value) => (typeof value === "function" ? (value as any)() : value))',
    ),
    '[ 1, 2 ]',
  );
  assert.equal(
    await run(
      "const keyed = { [await Promise.resolve('k')]: 1, get [await Promise.resolve('g')]() { return 2; }, async *[await Promise.resolve('m')]() {} };",
      '[keyed.k, keyed.g, typeof keyed.m]',
    ),
    "[ 1, 2, 'function' ]",
  );
  assert.equal(
    await run(
      'class Base { x = 4 }\nclass Derived extends (await Promise.resolve(Base)) {}',
      'new Derived().x',
    ),
    '4',
  );
  assert.equal(
    await run(
      '`${await Promise.resolve(1)}${-((await Promise.resolve(2)) ** 2) || (await Promise.resolve(3))}`',
    ),
    '1-4',
  );
  assert.equal(
    await run(
      'const { w = await Promise.resolve(8) } = {} as any;\n[w, ...[await Promise.resolve(9)], await (await Promise.resolve(async () => 10))()]',
    ),
    '[ 8, 9, 10 ]',
  );
  assert.equal(
    await run(
      'switch (await Promise.resolve(1)) { case await Promise.resolve(1): var met = true; }\nmet',
    ),
    'true',
  );
  assert.equal(
    await run(
      'let rounds = 0;\nouter: while (await Promise.resolve(true)) { for (const i of await Promise.resolve([1, 2, 3])) { rounds += await Promise.resolve(i); if (i === 2) break outer; } }\nrounds',
    ),
    '3',
  );
});

test('for await goes through values, and closes what it leaves', async () => {
  const answer = await kernel.execute(
    'for await (const k of [1, Promise.resolve(2)]) console.log(k);',
  );
  assert.equal(printed(answer), '1\n2\n');
  await run(
    'async function* values() { try { yield 1; yield 2; yield 3; } finally { console.log("closed"); } }',
  );
  const left = await kernel.execute(
    'let kept = 0;\nouter: for await (const k of values()) {\n  if (k === 1) continue outer;\n  for (const j of [1]) { kept = k; break outer; }\n}\nconsole.log(kept);',
  );
  assert.equal(printed(left), 'closed\n2\n');
  assert.equal(await run('var last; for await (last of values());\nlast'), '3');
  assert.match(
    String(await run('for await (const k of values()) { throw new Error("within"); }')),
    /within/,
  );
});

test('class decorators of the standard run', async () => {
  const answer =
    await kernel.execute(`function logged(method: any, { name }: ClassMethodDecoratorContext) {
  return function (this: unknown, ...values: unknown[]) { console.log('call', name); return method.apply(this, values); };
}
const found: unknown[] = [];
function noted(value: unknown, context: ClassDecoratorContext) { found.push(context.kind, context.name); }
@noted class Point { @logged norm() { return 5; } }
new Point().norm();
console.log(found);`);
  assert.equal(printed(answer), "call norm\n[ 'class', 'Point' ]\n");
});

test('using closes when the cell ends, the last first', async () => {
  const answer =
    await kernel.execute(`const open = (name: string) => ({ name, [Symbol.dispose]() { console.log('close', name); } });
using first = open('first');
await using second = { async [Symbol.asyncDispose]() { console.log('close second'); } };
console.log(first.name);`);
  assert.equal(printed(answer), 'first\nclose second\nclose first\n');
});

/** What only newer versions of Node have, each by a cell that uses it and whether it is there. */
const NEWER: Readonly<Record<string, readonly [code: string, isThere: boolean]>> = {
  toSorted: ['[2, 1].toSorted()', 'toSorted' in Array.prototype],
  groupBy: ["Object.groupBy([1], () => 'one')", 'groupBy' in Object],
  withResolvers: ['typeof Promise.withResolvers<number>().resolve', 'withResolvers' in Promise],
  union: ['new Set([1]).union(new Set([2]))', 'union' in Set.prototype],
};

for (const [name, [code, isThere]] of Object.entries(NEWER))
  test(`${name} passes the check exactly if Node has it`, async () => {
    const { reply } = await kernel.execute(code);
    assert.equal(reply.content.status, isThere ? 'ok' : 'error', reply.content.evalue);
  });

test('a thrown value that is no error names its line, and so does a syntax error', async () => {
  const thrown = await kernel.execute(
    "const why = 1;\nfunction fail() {\n  throw 'text';\n}\nfail();",
  );
  assert.deepEqual(traceback(thrown).slice(1), [
    `  cell [${thrown.reply.content.execution_count}], line 3`,
    "    throw 'text';",
  ]);
  const wrong = await kernel.execute('const one = 1;\nconst two = ;');
  assert.deepEqual(traceback(wrong).slice(1), [
    `  cell [${wrong.reply.content.execution_count}], line 2, column 13`,
    '    const two = ;',
    `    ${' '.repeat(12)}^`,
  ]);
});

test('messages of the engine speak of the reader’s own names', async () => {
  assert.equal(await run('const data: any = 5;', 'data()'), 'data is not a function');
  assert.equal(
    await run('const later: any = undefined;\nlater.part'),
    "Cannot read properties of undefined (reading 'part')",
  );
  assert.equal(await run('new data.Thing()'), 'data.Thing is not a constructor');
});

test('a forgotten await is asked for', async () => {
  assert.match(
    String(await run('const later = Promise.resolve({ layers: 1 });', 'later.layers')),
    /Did you forget to use 'await'/,
  );
});

test('import() and require() load modules', async () => {
  assert.equal(
    await run(
      "(await import('path')).basename('a/b') + require('path').sep + (await import('path')).default.sep",
    ),
    'b//',
  );
});

test('an object that holds itself is told as such', async () => {
  assert.equal(
    await run('const loop: any = { a: [] };\nloop.self = loop; loop.a.push(loop, { loop });\nloop'),
    '{ a: [ [Circular], { loop: [Circular] } ], self: [Circular] }',
  );
  assert.equal(await run('const twice = { x: 1 };\n[twice, twice]'), '[ { x: 1 }, { x: 1 } ]');
});
