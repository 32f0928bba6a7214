import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTraceFile } from "../dist/index.node.js";
import { referencesOf } from "./cases.mjs";
import { inTurn } from "./rounds.mjs";
import { compared, leftOut } from "./table.mjs";

export const about =
  "Reading a trace. CSV_READER=COMMAND: a program that reads the given CSV file and prints its speed in M references/s";

const REFERENCES = 4_000_000;
const pages = {
  name: "zipf 1 M pages",
  pattern: { kind: "zipf", parameters: { theta: 1 }, parts: [] },
  pages: 1_000_000,
};

const hex = (page) => (page * 4096 + 0x4000).toString(16).padStart(8, "0");

/** Trace formats: how to write them, and the lowest allowed ratio to the CSV reader. */
const files = {
  text: { file: "t.txt", bar: 2, write: lines((page, at) => `${page} ${at % 3 === 0 ? "W" : "R"}`) },
  csv: {
    file: "t.csv",
    bar: 2,
    // Columns by number: all versions accept that.
    format: "csv:page=2:op=4",
    write: lines((page, at) => `${at},${page},4096,${at % 3 === 0 ? "write" : "read"}`, "time,id,size,op"),
  },
  lackey: {
    file: "t.lackey",
    bar: 2,
    format: "lackey",
    write: lines((page, at) => ` ${"LSM"[at % 3]} ${hex(page)},8`),
  },
  "oracle-general, zstd": { file: "t.oracleGeneral.zst", isPacked: true, write: oracleGeneral },
};

function lines(line, header) {
  return (path, references) => {
    const all = header === undefined ? [] : [header];
    for (const [at, page] of references.entries()) all.push(line(page, at));
    writeFileSync(path, `${all.join("\n")}\n`);
  };
}

function oracleGeneral(path, references) {
  const bytes = new DataView(new ArrayBuffer(24 * references.length));
  for (const [at, page] of references.entries()) {
    bytes.setUint32(24 * at, at, true);
    bytes.setBigUint64(24 * at + 4, BigInt(page), true);
    bytes.setUint32(24 * at + 12, 4096, true);
    bytes.setBigInt64(24 * at + 16, -1n, true);
  }
  execFileSync("zstd", ["-q", "-f", "-o", path], { input: Buffer.from(bytes.buffer) });
}

function reading(path, format) {
  return async () => {
    const began = performance.now();
    const { references } = await readTraceFile(path, { format });
    return references.length / (performance.now() - began) / 1000;
  };
}

export async function* run(rounds) {
  const folder = mkdtempSync(join(tmpdir(), "ballonet-reading-"));
  const references = referencesOf(pages, REFERENCES);
  const { CSV_READER } = process.env;
  try {
    const table = join(folder, files.csv.file);
    files.csv.write(table, references);
    for (const [what, { file, bar, format, isPacked, write }] of Object.entries(files)) {
      const path = join(folder, file);
      try {
        write(path, references);
      } catch {
        yield leftOut(what, "zstd is missing or failed");
        continue;
      }
      const sides = { own: reading(path, format) };
      const hasReader = CSV_READER !== undefined && isPacked !== true;
      if (hasReader) sides.reader = () => Number(execFileSync(CSV_READER, [table]).toString());
      const measured = await inTurn(sides, rounds);
      if (hasReader) yield compared(what, measured, "reader", "csv reader", bar);
      else yield { what, value: measured.medians.own, unit: "M references/s" };
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
