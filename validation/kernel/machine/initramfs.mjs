/**
 * A cpio archive in the "newc" format, as the kernel unpacks it into its first file system: a map from path to
 * `{ content, executable }`. Folders are made as needed.
 */
export function archive(files) {
  const entries = [];
  const folders = new Set();
  for (const [path, { content, executable }] of files) {
    const parts = path.split("/").slice(0, -1);
    for (let depth = 1; depth <= parts.length; depth++) folders.add(parts.slice(0, depth).join("/"));
    entries.push({ path, content: Buffer.from(content), mode: executable ? 0o100755 : 0o100644 });
  }
  const all = [
    ...[...folders].sort().map((path) => ({ path, content: Buffer.alloc(0), mode: 0o40755 })),
    ...entries,
    { path: "TRAILER!!!", content: Buffer.alloc(0), mode: 0 },
  ];
  return Buffer.concat(all.flatMap((entry, index) => [header(entry, index + 1), padded(entry.content)]));
}

/** The header of an entry: 13 numbers in hexadecimal, then the name. */
function header({ path, content, mode }, inode) {
  const nameLength = Buffer.byteLength(path) + 1;
  const fields = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, nameLength, 0];
  const numbers = fields.map((field) => field.toString(16).padStart(8, "0")).join("");
  return padded(Buffer.from(`070701${numbers}${path}\0`));
}

function padded(bytes) {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
