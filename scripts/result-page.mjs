// Writes the tables of `host`, `devices` and `vms` in docs/result.md: fields in the order of the reports, described by their declarations in assembly
// or in src/simulation/result.ts. In the table of `series` it writes the rows of the counters, in that of causes the rows of the delays.
// Usage: npm run build && node scripts/result-page.mjs
import { readFile, writeFile } from "node:fs/promises";
import { guestCountersSeries, hostCountersSeries } from "../dist/engine/machine/machine.generated.js";
import { DEVICE_FIELDS, HOST_FIELDS, VM_FIELDS } from "../dist/report/run/fields.js";
import { markdownTable } from "../validation/section.mjs";

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
  return markdownTable([["field", "unit", "meaning"], ...rows]);
}

/** The table of `series` with the rows of the counters as they are declared: one for each owner and unit. */
function seriesTable(old) {
  const rows = old.trim().split("\n");
  const cells = rows.map((row) =>
    row
      .slice(1, -1)
      .split(" | ")
      .map((cell) => cell.trim()),
  );
  const [header, , ...written] = cells;
  const isCounter = ([column, , meaning]) => meaning === "counts" && /^`(host|vms\[i\])\./.test(column);
  const counters = (owner) => (owner === "host" ? hostCounters : guestCounters);
  const done = new Set();
  const fresh = written.flatMap((row) => {
    if (!isCounter(row)) return [row];
    const owner = /^`([^.]+)\./.exec(row[0])[1];
    if (done.has(owner)) return [];
    done.add(owner);
    return counters(owner).map(([unit, names]) => {
      const [first, ...others] = names;
      return [[`\`${owner}.${first}\``, ...others.map((name) => `\`${name}\``)].join(", "), unit, "counts"];
    });
  });
  return markdownTable([header, ...fresh]);
}

/** The table of causes with the rows of the delays as they are declared: causes with one meaning share a row. */
function causesTable(old) {
  const [header, ...written] = old
    .trim()
    .split("\n")
    .map((row) =>
      row
        .slice(1, -1)
        .split(" | ")
        .map((cell) => cell.trim()),
    );
  const [, list] = /export const delayKindCauses = \[\n([\s\S]*?)\n\]/.exec(declarations);
  const rows = [];
  for (const [, meaning, cause] of list.matchAll(/(?:\/\*\* (.*?)\. \*\/\s*)?"([a-z-]+)"/g)) {
    if (meaning === undefined) rows.at(-1)[0] += `, \`${cause}\``;
    else rows.push([`\`${cause}\``, meaning[0].toLowerCase() + meaning.slice(1)]);
  }
  const isDelay = ([cell]) => list.includes(`"${/^`([^`]+)`/.exec(cell)?.[1]}"`);
  return markdownTable([header, ...rows, ...written.slice(1).filter((row) => !isDelay(row))]);
}

/** The counters with a column in the series, by unit: `[unit, names]`. */
function byUnit(record, names) {
  const fields = fieldsOf(record);
  const units = [...new Set(names.map((name) => fields.get(name).unit))];
  return units.map((unit) => [unit, names.filter((name) => fields.get(name).unit === unit)]);
}

const hostCounters = byUnit("HostCountersTotals", hostCountersSeries);
const guestCounters = byUnit("GuestCountersTotals", guestCountersSeries);

/** Makes the new table of each section; it may look at the old one. */
const tables = {
  "## host": () => table("HostResult", [...HOST_FIELDS, "states"]),
  "## devices": () => table("DeviceResult", DEVICE_FIELDS),
  "## vms": () => table("VmResult", [...VM_FIELDS, "delayNs", "reasons", "why"]),
  "## series": seriesTable,
  "### Why a VM was slow": causesTable,
};

let text = await readFile(page, "utf8");
for (const [name, tableFrom] of Object.entries(tables)) {
  const section = new RegExp(`(\\n${name}\\n(?:[^|\\n#].*\\n|\\n)*)((?:\\|.*\\n)+)`);
  if (!section.test(text)) throw new Error(`result page: docs/result.md has no table under ${name}`);
  text = text.replace(section, (_, before, old) => `${before}${tableFrom(old)}\n`);
}
if (process.argv.includes("--print")) process.stdout.write(text);
else await writeFile(page, text);
