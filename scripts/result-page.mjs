// Writes the tables of `host` and `vms` in docs/result.md: fields in the order of the reports, described by their declarations in assembly or in
// src/simulation/result.ts.
// Usage: npm run build && node scripts/result-page.mjs
import { readFile, writeFile } from "node:fs/promises";
import { HOST_FIELDS, VM_FIELDS } from "../dist/report/run/fields.js";

const read = (path) => readFile(new URL(`../${path}`, import.meta.url), "utf8");
const declarations = `${await read("src/simulation/result.ts")}\n${await read("src/engine/machine/machine.generated.ts")}`;
const page = new URL("../docs/result.md", import.meta.url);

/** The fields of an interface and of its base interfaces, by name. */
function fieldsOf(name) {
  const found = new RegExp(`export interface ${name}(?: extends ([^{]+?))? \\{\\n([\\s\\S]*?)\\n\\}`).exec(
    declarations,
  );
  if (found === null) throw new Error(`result page: there is no interface named ${name}`);
  const [, bases = "", body] = found;
  const fields = [...body.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*readonly (\w+):/g)].map(([, doc, field]) => [
    field,
    describe(doc),
  ]);
  const inherited = bases === "" ? [] : bases.split(",").map((base) => fieldsOf(base.trim()));
  return new Map([...inherited.flatMap((base) => [...base]), ...fields]);
}

function describe(doc) {
  const text = doc.replace(/^\s*\* ?/gm, "").trim();
  const [about, unit = ""] = text.split(/\s*@unit /);
  return { unit, about: about.replace(/\s+/g, " ").replace(/\.$/, "") };
}

/** A Markdown table of a record's fields. */
function table(record, names) {
  const fields = fieldsOf(record);
  const rows = names.map((name) => {
    const field = fields.get(name);
    if (field === undefined) throw new Error(`result page: ${record}.${name} has no doc comment`);
    return [`\`${name}\``, field.unit, field.about.replaceAll("|", "\\|")];
  });
  const all = [["field", "unit", "meaning"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  return [line(all[0]), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

const tables = {
  host: table("HostResult", [...HOST_FIELDS, "states"]),
  vms: table("VmResult", [...VM_FIELDS, "delayNs", "reasons", "why"]),
};

let text = await readFile(page, "utf8");
for (const [name, rows] of Object.entries(tables)) {
  const section = new RegExp(`(\\n## ${name}\\n(?:[^|\\n#].*\\n|\\n)*)(?:\\|.*\\n)+`);
  if (!section.test(text)) throw new Error(`result page: docs/result.md has no table under ## ${name}`);
  text = text.replace(section, (_, before) => `${before}${rows}\n`);
}
if (process.argv.includes("--print")) process.stdout.write(text);
else await writeFile(page, text);
