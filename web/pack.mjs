// Puts a packed copy beside each text of dist/: the server sends that to a browser that takes it, and packs nothing itself.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';

const PACKED = /\.(js|css|html|svg)$/;
const folder = new URL('dist', import.meta.url).pathname;

for (const name of readdirSync(folder, { recursive: true })) {
  if (!PACKED.test(name)) continue;
  const file = join(folder, name);
  writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: constants.Z_BEST_COMPRESSION }));
}
