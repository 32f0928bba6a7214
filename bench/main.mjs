// Measures the project's performance claims and prints one table: npm run bench [-- PART… --rounds N --json FILE --other FOLDER]
// Both sides of a ratio alternate in one run, on the same references. The table shows the median of each, and the median of the ratios within each round.
// With --other, each row compares this build with the one in another folder.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as native from "./native.mjs";
import { besideOther } from "./other-build.mjs";
import { line } from "./table.mjs";

/** Each part is one module with `about` and `run(rounds)`, which yields rows as they are measured. It is loaded when it is measured. */
const parts = [
  ...["policies", "yardstick", "curve", "peers", "twin", "reading", "simulation", "generation"],
  ...["example", "hosts", "cores", "start", "scale"],
];
/** Parts that need gigabytes of memory and run only when named. */
const heavy = ["scale"];
/** Names for groups of parts. */
const groups = { replay: ["policies", "yardstick", "peers", "twin"] };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "5" }, json: { type: "string" }, other: { type: "string" } },
});
const rounds = Number(values.rounds);
const asked =
  positionals.length > 0
    ? positionals.flatMap((name) => groups[name] ?? [name])
    : parts.filter((name) => !heavy.includes(name));
const unknown = asked.find((name) => !parts.includes(name));
if (unknown !== undefined || !(Number.isInteger(rounds) && rounds > 0)) {
  const names = [...parts, ...Object.keys(groups)].join(", ");
  console.error(
    unknown === undefined
      ? `--rounds ${values.rounds} must be a whole number of at least 1`
      : `there is no part ${unknown}; parts are ${names}`,
  );
  process.exit(2);
}

if (values.other !== undefined && !existsSync(join(values.other, "dist/index.js"))) {
  console.error(`--other ${values.other} must be a folder with a build: it has no dist/index.js`);
  process.exit(2);
}

const rows = [];
const { other } = values;
if (other !== undefined) console.log(`ratio: how many times better this build is than ${other}`);
for (const name of asked) {
  const { about, run } = await import(`./${name}.mjs`);
  console.log(`\n${about}`);
  for await (const row of other === undefined ? run(rounds) : besideOther(name, other, rounds)) {
    rows.push({ part: name, ...row });
    console.log(line(row));
  }
}
native.remove();
if (values.json !== undefined) {
  const { node, v8 } = process.versions;
  writeFileSync(values.json, `${JSON.stringify({ node, v8, rounds, rows }, null, 2)}\n`);
}
