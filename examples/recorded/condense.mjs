// Reads lackey's output from standard input and writes a condensed u32.gz trace.
// Usage: condense.mjs FILE FILTER_PAGES
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import { condensingFileOf, condensingText } from "../../dist/trace/condensing.js";
import { formatNamed } from "../../dist/trace/format/registry.js";
import { encodeU32 } from "../../dist/trace/format/u32.js";
import { Condenser } from "../../dist/trace/sink/condense.js";
import { DenseSink } from "../../dist/trace/sink/dense-sink.js";

const [file, filterPages] = process.argv.slice(2);
const condenser = new Condenser(Number(filterPages));
const parser = formatNamed("lackey").open({ name: "lackey", pageBytes: 4096 }, new DenseSink(condenser));
for await (const chunk of process.stdin) parser.push(chunk);
parser.end();

const { references, distinctPages, writes, rawReferences } = condenser.result();
const packed = gzipSync(encodeU32(references), { level: 9 });
writeFileSync(file, packed);
const condensing = { condensedFrames: Number(filterPages), originalReferences: rawReferences };
writeFileSync(condensingFileOf(file), condensingText(condensing));
const perReference = (rawReferences / references.length).toFixed(1);
console.log(
  `| ${basename(file)} | ${filterPages} | ${rawReferences} | ${references.length} | ${perReference} | ${distinctPages} | ${writes} | ${packed.length} |`,
);
