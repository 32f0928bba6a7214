// Prints docs/scenario.md from the schema of the scenario: every key, an example, what it is and its default.
// Usage: npm run build && node scripts/scenario-page.mjs > docs/scenario.md
import { catalogue } from "../dist/catalogue.js";
import { scenarioJsonSchema } from "../dist/scenario/schema.js";

const patternKeys = new Set(catalogue.patterns.flatMap(({ parameters }) => Object.keys(parameters)));

/** Parameters of a pattern, a manager or a policy are listed by `ballonet list`. */
function isListedElsewhere(name) {
  const path = name.split(".");
  const [parent, key] = [path.at(-2), path.at(-1)];
  if (parent === "policy" || (parent === "manager" && key !== "period")) return true;
  if (name.includes("parts[]")) return key !== "weight" || !name.includes("phases[]");
  return path.includes("workload") && !path.includes("content") && patternKeys.has(key);
}

/** All variants of a schema that describe an object. */
function objects(schema) {
  if (schema.properties || typeof schema.additionalProperties === "object") return [schema];
  return (schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []).flatMap(objects);
}

function example(schema) {
  const value = schema.examples?.[0] ?? schema.enum?.[0] ?? schema.const;
  if (value === undefined) return "";
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

function described(schema) {
  return schema.description ?? schema.anyOf?.map((one) => one.description).find((text) => text !== undefined) ?? "";
}

const rows = new Map();

function walk(path, schema) {
  for (const object of objects(schema)) {
    for (const [key, child] of Object.entries(object.properties ?? {}))
      add([...path, key].join("."), child, [...path, key]);
    const named = object.additionalProperties;
    if (typeof named === "object") add([...path, "NAME"].join("."), named, [...path, "NAME"]);
  }
  const item = schema.items ?? schema.anyOf?.find((one) => one.items)?.items;
  if (item) walk(path.with(-1, `${path.at(-1)}[]`), item);
}

function add(name, schema, path) {
  if (isListedElsewhere(name)) return;
  if (described(rows.get(name) ?? {}) === "") rows.set(name, schema);
  walk(path, schema);
}

walk([], scenarioJsonSchema(catalogue));
const cell = (text) => text.replaceAll("|", "\\|");
const lines = [...rows]
  .map(([name, schema]) => ({ name, example: example(schema), about: described(schema) }))
  .filter(({ about }) => about !== "")
  .map(({ name, example, about }) => `| \`${name}\` | ${cell(example)} | ${cell(about)} |`);
process.stdout.write(`# The scenario file

YAML or JSON. Sizes are written \`8GiB\`, \`512MiB\` or \`100000 pages\`, shares \`80%\` or \`0.8\`, durations \`250ms\`, \`5min\`. A size with a decimal
fraction (\`3.8GiB\`) is rounded to the nearest page; any other size must be whole pages. A share of a size is rounded down.

A key that cannot change anything beside what else is written is an error that says why: \`swappiness\` of a guest without file
pages, a manager's \`period\` that is longer than the run, a device with neither swap nor files on it, a phase that begins after the
run's end. Where VMs share a workload, it is enough that one of them reaches all its phases. What \`--set\` or \`--vary\` switches off
may stay in the file, such as phases that a shorter \`duration\` no longer reaches; \`run\` names it on standard error.
A VM's shares, statistics, balloon and contents describe the VM, whether or not the manager and the host look at them. An editor that understands JSON Schema completes and
checks a scenario with \`ballonet schema > scenario.schema.json\` and, in the file's first line, \`# yaml-language-server: $schema=./scenario.schema.json\`. What the
numbers do is said in [machine.md](machine.md); patterns, managers, policies and devices with their parameters are listed by \`ballonet list\`.

This page is made from the schema by \`scripts/scenario-page.mjs\`.

| key | example | what it is |
| --- | --- | --- |
${lines.join("\n")}
`);
