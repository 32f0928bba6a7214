import { writeFileSync } from "node:fs";

/**
 * A table that grows row by row and is written to its file after each, so that what was measured is there when the rest fails. It has `parts`
 * one after the other, which may grow at the same time.
 */
export class Table {
  #path;
  #head = "";
  #parts;

  constructor(path, parts = 1) {
    this.#path = path;
    this.#parts = Array.from({ length: parts }, () => []);
  }

  add(row, part = 0) {
    this.#head = Object.keys(row).join(",");
    this.#parts[part].push(Object.values(row).map(cell).join(","));
    writeFileSync(this.#path, `${[this.#head, ...this.#parts.flat()].join("\n")}\n`);
  }
}

function cell(value) {
  const text = String(value);
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
