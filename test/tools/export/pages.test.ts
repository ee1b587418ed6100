import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentsNotebook, describePage, siteTemplate } from '../../../src/tools/export/pages';
import { joinText } from '../../../src/tools/runner/notebook';
import { bilingualProse, code, notebookOf, prose } from '../runner/sample';

test('describePage() takes the title and the first sentence after it', () => {
  const notebook = notebookOf(
    prose(
      '# Conv2D: a *window* that `slides`\n\n![a picture](a.png)\n\nWhat does a filter\nsee? It sees [shapes](b.ipynb).',
    ),
  );
  assert.deepEqual(describePage('07-conv2d', notebook), {
    name: '07-conv2d',
    title: 'Conv2D: a window that slides',
    summary: 'What does a filter see?',
    executed: true,
  });
});

test('describePage() takes title and first sentence in both languages', () => {
  const { title, summary } = describePage(
    '07-conv2d',
    notebookOf(bilingualProse('# Conv2D\n\n**What?** More.', '# 畳み込み\n\n**何ですか。**続き。')),
  );
  assert.equal(title, 'Conv2D / 畳み込み');
  assert.equal(summary, '<span lang="en">What?</span><br><span lang="ja">何ですか。</span>');
});

test('describePage() does not end a sentence at a decimal point, and keeps one without an end', () => {
  const summary = (text: string) => describePage('a', notebookOf(prose(`# T\n\n${text}`))).summary;
  assert.equal(summary('Dropout 0.25 helps. Or not.'), 'Dropout 0.25 helps.');
  assert.equal(summary('No end'), 'No end');
  assert.equal(summary('**What is it? And why?**'), 'What is it?');
  assert.equal(summary('畳み込みとは。次の文。'), '畳み込みとは。');
});

test('describePage() falls back to the name of a notebook without a title', () => {
  assert.deepEqual(describePage('07-conv2d', notebookOf(code('1'))), {
    name: '07-conv2d',
    title: '07-conv2d',
    summary: '',
    executed: false,
  });
});

test('contentsNotebook() lists the pages as links in order', () => {
  const pages = ['01-a', '02-b'].map((name) => ({
    name,
    title: `Title of ${name}`,
    summary: 'A sentence.',
    executed: true,
  }));
  const source = joinText(
    contentsNotebook(pages, { title: 'Creatures', description: 'About.' }).cells[0].source,
  );
  assert.match(
    source,
    /^# Creatures\n\nAbout\.\n\n- \*\*1\*\* \[Title of 01-a\]\(01-a\.html\)\n {2}A sentence\.\n\n- \*\*2\*\* \[Title of 02-b\]/,
  );
});

test('siteTemplate() links each page to its neighbors and to the contents', () => {
  const pages = ['a', 'b', 'c'].map((name) => ({
    name,
    title: name.toUpperCase(),
    summary: '',
    executed: true,
  }));
  const template = siteTemplate(pages, 'Home');
  const data = JSON.parse(/pages = (.*) -%}/.exec(template)?.[1] ?? '');
  assert.deepEqual(data.b, {
    title: 'B',
    home: { href: 'index.html', title: 'Home' },
    previous: { href: 'a.html', title: 'A' },
    next: { href: 'c.html', title: 'C' },
  });
  assert.deepEqual(
    [data.a.previous, data.c.next, data.index.contents],
    [undefined, undefined, true],
  );
});
