// Puts packed copies beside each text of dist/: the server sends one to a browser that takes it, and packs nothing itself.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const PACKED = /\.(js|css|html|svg)$/;
const folder = new URL('dist', import.meta.url).pathname;

for (const name of readdirSync(folder, { recursive: true })) {
  if (!PACKED.test(name)) continue;
  const file = join(folder, name);
  const text = readFileSync(file);
  writeFileSync(`${file}.gz`, gzipSync(text, { level: constants.Z_BEST_COMPRESSION }));
  writeFileSync(`${file}.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: text.length } }));
}
