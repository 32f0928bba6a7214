// Writes the tables of docs/scenario.md from the JSON Schema of the scenario, which is made of the keys' declarations.
// Usage: npm run build && node scripts/scenario-page.mjs [--check]; --check only says whether the page is out of date.
import { readFileSync, writeFileSync } from "node:fs";
import { catalogue } from "../dist/catalogue.js";
import { scenarioJsonSchema } from "../dist/scenario/schema.js";

const PAGE = new URL("../docs/scenario.md", import.meta.url);
const MARK = "<!-- Below this line the page is written by scripts/scenario-page.mjs. -->\n";

/** The tables, by the keys they begin at. */
const TABLES = new Map([
  ["", "The scenario"],
  ["devices", "Devices"],
  ["host", "Host"],
  ["host.sharing", "Page sharing of the host"],
  ["host.compression", "Compression of the host"],
  ["costs", "Costs"],
  ["vms[]", "Virtual machines"],
  ["vms[].swap", "Swap of a guest"],
  ["vms[].balloon", "Balloon"],
  ["vms[].reporting", "Free page reporting"],
  ["vms[].statistics", "Statistics of a guest"],
  ["vms[].workload", "Workload"],
  ["vms[].workload.phases[]", "Phases of a workload"],
  ["vms[].workload.points[]", "Points of a series"],
  ["vms[].workload.columns", "Columns of a series' file"],
]);

/** What patterns say of their parameters. */
const patternKeys = catalogue.patterns.flatMap(({ parameters }) => Object.entries(parameters));

/** Parameters of a pattern, a manager or a policy are listed by `ballonet list`. */
function isListedElsewhere(name, { description = "" }) {
  const path = name.split(".");
  const [parent, key] = [path.at(-2), path.at(-1)];
  if (parent === "policy" || parent === "manager") return true;
  if (name.includes("parts[]")) return key !== "weight" || !name.includes("phases[]");
  const isParameter = patternKeys.some(([known, { about }]) => known === key && description.startsWith(about));
  return path.includes("workload") && !path.includes("content") && isParameter;
}

/** All variants of a schema that describe an object. */
function objects(schema) {
  if (schema.properties || typeof schema.additionalProperties === "object") return [schema];
  return (schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []).flatMap(objects);
}

/** `ksm`, for the group of keys that has this kind; `series`, for a workload that is one. */
function kindOf(object) {
  const { kind, pattern } = object.properties ?? {};
  if (pattern?.const === "series") return pattern.const;
  return kind?.const ?? (kind?.enum?.length === 1 ? kind.enum[0] : undefined);
}

function code(value) {
  return value === undefined ? "" : `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

/** Every key: its name, the kinds of its group that have it, and its schema. */
const rows = [];

function walk(path, schema) {
  const groups = objects(schema);
  for (const group of groups) {
    for (const [key, child] of Object.entries(group.properties ?? {}))
      add([...path, key], child, kindOf(group), groups);
    if (typeof group.additionalProperties === "object") add([...path, "NAME"], group.additionalProperties);
  }
  const item = schema.items ?? schema.anyOf?.find((one) => one.items)?.items;
  if (item) walk(path.with(-1, `${path.at(-1)}[]`), item);
}

function add(path, schema, kind, groups = []) {
  const name = path.join(".");
  if (isListedElsewhere(name, schema) || schema.not) return;
  const known = rows.find((row) => row.name === name && row.schema.description === schema.description);
  if (known) known.kinds.push(kind);
  else if (schema.description) rows.push({ name, schema, kinds: [kind], groups: groups.length });
  walk(path, schema);
}

/** A default, and where it comes from. */
function standardOf({ default: standard, $comment }, words) {
  const value = standard === undefined || words === "" ? words : code(words);
  const source = $comment?.replace(/^Source of the default: /, "");
  return source === undefined ? value : `${value} (${source})`;
}

function line({ name, schema, kinds, groups }) {
  const { description, examples, default: standard } = schema;
  const [, about, words = standard === undefined ? "" : "those of its keys"] = /^(.*?)(?: Default: (.*)\.)?$/s.exec(
    description,
  );
  const isOfAll = kinds.includes("series") && kinds.includes(undefined);
  const some = isOfAll ? [] : kinds.filter((kind) => kind !== undefined);
  const only = some.length > 0 && some.length < groups ? ` (${some.join(", ")})` : "";
  const example = standard === examples?.[0] ? "" : code(examples?.[0]);
  return [code(name) + only, standardOf(schema, words), example, about].map((cell) => cell.replaceAll("|", "\\|"));
}

/** A table with columns of one width, as the formatter wants it. */
function table(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((cells) => [...cells[column]].length)));
  const [head, ...body] = lines.map((cells) =>
    cells.map((cell, at) => cell + " ".repeat(widths[at] - [...cell].length)),
  );
  return [head, widths.map((width) => "-".repeat(width)), ...body]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function tableOf(name) {
  const starts = [...TABLES.keys()].toSorted((a, b) => b.length - a.length);
  return starts.find((start) => start === "" || name.startsWith(`${start}.`));
}

walk([], scenarioJsonSchema(catalogue));
const tables = [...TABLES].map(([start, title]) => {
  const lines = rows.filter(({ name }) => tableOf(name) === start).map(line);
  return `\n## ${title}\n\n${table([["key", "default", "example", "what it is"], ...lines])}\n`;
});
const page = readFileSync(PAGE, "utf8");
const written = page.slice(0, page.indexOf(MARK)) + MARK + tables.join("");
if (!process.argv.includes("--check")) writeFileSync(PAGE, written);
else if (written !== page) {
  console.error("docs/scenario.md is out of date: run node scripts/scenario-page.mjs");
  process.exitCode = 1;
}
