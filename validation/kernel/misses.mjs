import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Table } from "./table.mjs";

/** How far the frames of a row measured again may lie from those of the committed row. */
const NEAR = 0.02;

/**
 * Copies the committed reasons why rows of replay.csv miss to the rows measured again: of the same kernel, lists and trace, at nearly the same
 * number of frames.
 */
export function copyMisses(readTable, committed, output) {
  const read = (folder, file) => readTable(readFileSync(join(folder, file), "utf8"));
  const misses = read(committed, "misses.csv").map(({ row, reason }) => ({ ...parts(row), reason }));
  const table = new Table(join(output, "misses.csv"));
  writeFileSync(join(output, "misses.csv"), "row,reason\n");
  for (const { kernel, lru, trace, frames } of read(output, "replay.csv")) {
    const what = [kernel, lru, trace].join(" ");
    const miss = misses.find((one) => one.what === what && Math.abs(one.frames / Number(frames) - 1) <= NEAR);
    if (miss !== undefined) table.add({ row: `${what} ${frames}`, reason: miss.reason });
  }
}

/** A row's name is kernel, lists, trace and frames. */
function parts(row) {
  const words = row.split(" ");
  return { what: words.slice(0, -1).join(" "), frames: Number(words.at(-1)) };
}
