#!/usr/bin/env bash
# lz4js 0.2.0 returns wrong content for a valid lz4 frame with block checksums, and raises no error.
#
# In the LZ4 frame format (1.6.4, "Data Blocks") a block's checksum follows the block. lz4js skips four bytes before the
# block instead, so it decodes from the wrong offset. `lz4 -BX` writes such frames. lz4js also verifies no checksums and
# stops after the first frame of a file.
#
# Seen with lz4js 0.2.0 on Node 20.20 on 2026-11-30:
#   without block checksums: the text itself
#   with block checksums: other bytes, no error
#   two frames: the first one only, no error
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund lz4js@0.2.0 >/dev/null
cat >read.cjs <<'JS'
const { decompress } = require("lz4js");

const text = "ballooning, ballooning, ballooning, ballooning\n";
// This text, compressed by lz4 1.9.4 with `lz4 -c` and `lz4 -BX -c`.
const plain = Buffer.from("BCJNGGRApxYAAADPYmFsbG9vbmluZywgDAALUG5pbmcKAAAAAK92HVE=", "base64");
const checked = Buffer.from("BCJNGHRAvRYAAADPYmFsbG9vbmluZywgDAALUG5pbmcKhHYFEQAAAACvdh1R", "base64");

function read(frame) {
  try {
    return Buffer.from(decompress(frame)).toString("latin1");
  } catch (error) {
    return error;
  }
}

const seen = {
  "without block checksums": read(plain) === text ? "the text itself" : "changed",
  "with block checksums": typeof read(checked) !== "string" ? "an error" : read(checked) === text ? "the text itself" : "other bytes, no error",
  "two frames": read(Buffer.concat([plain, plain])) === text ? "the first one only, no error" : "changed",
};
for (const [what, result] of Object.entries(seen)) console.log(`${what}: ${result}`);
const expected = ["the text itself", "other bytes, no error", "the first one only, no error"];
process.exit(JSON.stringify(Object.values(seen)) === JSON.stringify(expected) ? 0 : 1);
JS
node read.cjs
