// Measures the project's performance claims and prints one table: npm run bench [-- PART… --rounds N --json FILE]
// Both sides of a ratio alternate in one run, on the same references. The table shows the median of each, and the median of the ratios within each round.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import * as cores from "./cores.mjs";
import * as curve from "./curve.mjs";
import * as example from "./example.mjs";
import * as generation from "./generation.mjs";
import * as hosts from "./hosts.mjs";
import * as native from "./native.mjs";
import * as peers from "./peers.mjs";
import * as policies from "./policies.mjs";
import * as reading from "./reading.mjs";
import * as scale from "./scale.mjs";
import * as simulation from "./simulation.mjs";
import * as start from "./start.mjs";
import { line } from "./table.mjs";
import * as twin from "./twin.mjs";
import * as yardstick from "./yardstick.mjs";

/** Each part is one module with `about` and `run(rounds)`, which yields rows as they are measured. */
const parts = {
  policies,
  yardstick,
  curve,
  peers,
  twin,
  reading,
  simulation,
  generation,
  example,
  hosts,
  cores,
  start,
  scale,
};
/** Parts that need gigabytes of memory and run only when named. */
const heavy = ["scale"];
/** Names for groups of parts. */
const groups = { replay: ["policies", "yardstick", "peers", "twin"] };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "5" }, json: { type: "string" } },
});
const rounds = Number(values.rounds);
const asked =
  positionals.length > 0
    ? positionals.flatMap((name) => groups[name] ?? [name])
    : Object.keys(parts).filter((name) => !heavy.includes(name));
const unknown = asked.find((name) => !Object.hasOwn(parts, name));
if (unknown !== undefined || !(Number.isInteger(rounds) && rounds > 0)) {
  const names = [...Object.keys(parts), ...Object.keys(groups)].join(", ");
  console.error(
    unknown === undefined
      ? `--rounds ${values.rounds} must be a whole number of at least 1`
      : `there is no part ${unknown}; parts are ${names}`,
  );
  process.exit(2);
}

const rows = [];
for (const name of asked) {
  console.log(`\n${parts[name].about}`);
  for await (const row of parts[name].run(rounds)) {
    rows.push({ part: name, ...row });
    console.log(line(row));
  }
}
native.remove();
if (values.json !== undefined) {
  const { node, v8 } = process.versions;
  writeFileSync(values.json, `${JSON.stringify({ node, v8, rounds, rows }, null, 2)}\n`);
}
