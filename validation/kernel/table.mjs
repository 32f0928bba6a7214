import { writeFileSync } from "node:fs";

/** A table that grows row by row and is written to its file after each, so that what was measured is there when the rest fails. */
export class Table {
  #path;
  #lines = [];

  constructor(path) {
    this.#path = path;
  }

  add(row) {
    if (this.#lines.length === 0) this.#lines.push(Object.keys(row).join(","));
    this.#lines.push(Object.values(row).map(cell).join(","));
    writeFileSync(this.#path, `${this.#lines.join("\n")}\n`);
  }
}

function cell(value) {
  const text = String(value);
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
