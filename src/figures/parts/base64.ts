/** So many bytes are handed to one call: the stack has no room for the arguments of a whole picture. */
const CHUNK = 0x8000;

/** Returns bytes as text in base64, in Node as in a page. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += CHUNK)
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  return btoa(binary);
}
