#!/usr/bin/env bash
# Two bzip2 unpackers on npm return only the first part of a valid file and raise no error.
#
# A bzip2 file may contain several streams in sequence: `cat a.bz2 b.bz2` makes such a file, and pbzip2 always writes one
# stream per 900 kB. `bzip2 -d` unpacks all streams. bz2 1.0.1 and seek-bzip 2.0.0 (unless its third argument is true) stop
# after the first: from a trace packed by pbzip2 they return only the first 900 kB.
#
# Seen with bz2 1.0.1, seek-bzip 2.0.0 and unbzip2-stream 1.4.3 on Node 20.20 on 2026-11-30:
#   bz2: first
#   seek-bzip: first
#   seek-bzip, multistream: first second
#   unbzip2-stream: first second
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund bz2@1.0.1 seek-bzip@2.0.0 unbzip2-stream@1.4.3 >/dev/null
cat >read.cjs <<'JS'
const bz2 = require("bz2");
const seek = require("seek-bzip");
const unbzip2 = require("unbzip2-stream");

// Output of { printf 'first\n' | bzip2; printf 'second\n' | bzip2; } with bzip2 1.0.8
const file = Buffer.from("QlpoOTFBWSZTWRPK/Y0AAADBgAAQASAcACAAIYAMAycu4u5IpwoSAnlfsaBCWmg5MUFZJlNZltpZzwAAA0GAABAOAYgAIAAxDAENManOAHi7kinChIS20s54", "base64");

const words = (bytes) => Buffer.from(bytes).toString().trim().replaceAll("\n", " ");
const streamed = () =>
  new Promise((resolve, reject) => {
    const parts = [];
    const stream = unbzip2();
    stream.on("data", (part) => parts.push(part));
    stream.on("end", () => resolve(Buffer.concat(parts)));
    stream.on("error", reject);
    stream.write(file);
    stream.end();
  });

(async () => {
  const seen = {
    bz2: words(bz2.decompress(file)),
    "seek-bzip": words(seek.decode(file)),
    "seek-bzip, multistream": words(seek.decode(file, undefined, true)),
    "unbzip2-stream": words(await streamed()),
  };
  for (const [what, result] of Object.entries(seen)) console.log(`${what}: ${result}`);
  const expected = ["first", "first", "first second", "first second"];
  process.exit(JSON.stringify(Object.values(seen)) === JSON.stringify(expected) ? 0 : 1);
})();
JS
node read.cjs
