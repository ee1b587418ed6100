import { extname } from 'node:path';
import { checkText } from '../check';
import { checkImage, type Image } from '../data/arrays';
import { encodePng } from '../data/encodePng';
import { reasonOf, resolvePath } from '../project';
import { replaceFile } from './replaceFile';

/**
 * Writes a picture to a PNG file, which loses nothing of it. Folders that are missing are made.
 *
 * @param file ends in `.png`; relative to the working folder, or with `~` for the home folder
 * @param image uint8 `[height, width, channels]`, 0-255, with 1 channel (gray) or 3 (RGB)
 * @throws RangeError when the name does not end in `.png`
 * @throws TypeError when the data does not fill the shape
 * @throws Error when the file cannot be written
 * @example
 * await saveImage('my-photos/dogs/1.png', imageAt(trainSet.images, 0));
 */
export async function saveImage(file: string, image: Image): Promise<void> {
  checkText('file', file, "the path of a PNG file, such as 'dogs/1.png'");
  checkImage('image', image);
  if (extname(file).toLowerCase() !== '.png')
    throw new RangeError(
      `Pictures are saved as PNG, so the name must end in .png, but it is '${file}'`,
    );
  const bytes = encodePng(image);
  const path = resolvePath(file);
  try {
    await replaceFile(path, bytes);
  } catch (error) {
    throw new Error(`Cannot write the picture ${file}: ${reasonOf(error)}`, { cause: error });
  }
}
