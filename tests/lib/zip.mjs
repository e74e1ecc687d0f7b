// A folder as a ZIP file whose parts are stored as they are: what an operating system's own menu makes, without packing.
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';

const table = Uint32Array.from({length: 256}, (_, i) => {
  let value = i;
  for (let bit = 0; bit < 8; ++bit) value = value & 1 ? (value >>> 1) ^ 0xEDB88320 : value >>> 1;
  return value;
});

function crc32(bytes) {
  let value = ~0;
  for (const byte of bytes) value = (value >>> 8) ^ table[(value ^ byte) & 255];
  return ~value >>> 0;
}

/// `parts`: [name, bytes]
export function zip(parts) {
  const files = [], directory = [];
  let offset = 0;
  for (const [name, bytes] of parts) {
    const title = Buffer.from(name);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034B50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(0x800, 6);
    head.writeUInt32LE(crc32(bytes), 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt32LE(bytes.length, 22);
    head.writeUInt16LE(title.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014B50, 0);
    entry.writeUInt16LE(20, 4);
    head.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(offset, 42);
    files.push(head, title, bytes);
    directory.push(entry, title);
    offset += head.length + title.length + bytes.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054B50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, listing, end]);
}

/// Every file of a folder, its text changed by `change(name, text)`.
export function zipFolder(folder, change = (_, text) => text) {
  const names = readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter(one => one.isFile()).map(one => path.relative(folder, path.join(one.parentPath ?? one.path, one.name)));
  return zip(names.map(name => [name, Buffer.from(change(name, readFileSync(path.join(folder, name), 'utf8')))]));
}
