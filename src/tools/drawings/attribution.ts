import { CLASS_NAMES } from '../../data/classNames';
import { SET_NAMES, splitId, type Catalog } from './catalog';
import { openFamily, ownFamilies, type Family, type FamilyInfo } from './families';

const introduction = `# Who drew the animals

The pictures in \`data/drawings\` are composed from the drawings below. Each was changed: put before a drawn background, scaled,
turned, mirrored, slightly recolored (those of one color were given a color), some partly covered, and painted at 100 x 100
pixels. None of the artists endorses this project.

This file is written from the catalog of drawings by \`npm run data -- --attribution\`; change the catalog, not this file.
`;

const licenseTexts = `## License texts

- **Apache License 2.0**: the text is in [licenses/Apache-2.0.txt](licenses/Apache-2.0.txt). The drawings were changed, as said above.
- **CC BY 4.0**: <https://creativecommons.org/licenses/by/4.0/>; **CC BY 3.0**: <https://creativecommons.org/licenses/by/3.0/>. The drawings
  come without warranties of any kind; both licenses say so in full.
- **MIT License**: Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
  documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use,
  copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software
  is furnished to do so, subject to the following conditions: The above copyright notice and this permission notice shall be included
  in all copies or substantial portions of the Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
  IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN
  NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
  CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
- **Public domain**: each of these drawings carries its author's dedication to the public domain in its original file.
- **Free for any use**: these words are the whole license.
`;

/**
 * The text of `data/ATTRIBUTION.md`: for each family its author, license and source, and every drawing used, by class.
 * Throws an Error when a family is not installed, not permissive, or lacks a drawing.
 */
export async function attributionText(catalog: Catalog): Promise<string> {
  const sections = await Promise.all(
    Object.keys(catalog.families).map((name) => familySection(name, { catalog })),
  );
  return [introduction, ...sections, licenseTexts].join('\n');
}

async function familySection(
  name: string,
  { catalog }: { readonly catalog: Catalog },
): Promise<string> {
  const family = await openFamily(name);
  const { credit, note } = catalog.families[name];
  const lines = [
    `## ${family.info.name}`,
    '',
    `- Author: ${linked(family.info.author)}. ${credit}.`,
    `- License: ${linked({ name: family.info.license.title, url: family.info.license.url })}`,
    `- Taken from: ${source(name, { info: family.info })}`,
    ...(note ? [`- ${note}`] : []),
    ...(await usedLines(name, { catalog, family })),
    '',
  ];
  return lines.join('\n');
}

function linked({ name, url }: { readonly name: string; readonly url?: string }): string {
  return url ? `[${name}](${url})` : name;
}

function source(name: string, { info: { version } }: { readonly info: FamilyInfo }): string {
  return ownFamilies.includes(name)
    ? `release ${version}; the drawings used lie in [${name}](${name}), cropped and without parts that are not seen`
    : `the npm package \`@iconify-json/${name}\` ${version}`;
}

/** One line for each class: the drawings of a family that it uses. */
async function usedLines(
  name: string,
  { catalog, family }: { readonly catalog: Catalog; readonly family: Family },
): Promise<string[]> {
  const lines = CLASS_NAMES.map(async (className) => {
    const ids = SET_NAMES.flatMap((set) => catalog.classes[className][set].flat()).filter(
      (id) => splitId(id).family === name,
    );
    const credits = await Promise.all(ids.map((id) => drawingCredit(id, { catalog, family })));
    return ids.length > 0 ? [`- ${className}: ${credits.join(', ')}`] : [];
  });
  return (await Promise.all(lines)).flat();
}

async function drawingCredit(
  id: string,
  { catalog, family }: { readonly catalog: Catalog; readonly family: Family },
): Promise<string> {
  const { name } = splitId(id);
  const { title, author = catalog.authors[id], original } = await family.drawing(name);
  const about = [
    title && `"${title}"`,
    author && `by ${author}`,
    original && `from \`${original}\``,
  ].filter(Boolean);
  return about.length > 0 ? `\`${name}\` (${about.join(' ')})` : `\`${name}\``;
}
