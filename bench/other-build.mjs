import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "./rounds.mjs";
import { leftOut } from "./table.mjs";

const here = import.meta.dirname;

/** Speeds, of which more is better; of everything else (times, costs, memory) less is better. */
const SPEED = "M references/s";

/**
 * Measures a part with this build and with the one in `folder`, a process each, alternately, and the first one changing every round. Yields one row
 * for each row of the part: the medians of both builds, and the median over the rounds of how many times better this build is.
 *
 * A checkout that has the part measures it with its own program, because the programs use the library from inside; they should differ only where
 * the library does. Any other folder with a `dist` is measured with the program here.
 */
export function besideOther(part, folder, rounds) {
  const build = resolve(folder);
  const own = existsSync(join(build, "bench", `${part}.mjs`));
  const other = own
    ? () => measure(join(build, "bench/main.mjs"), part)
    : () => measure(join(here, "main.mjs"), part, build);
  return alternately(part, { own: () => measure(join(here, "main.mjs"), part), other }, rounds);
}

/** The same with a function for each side, which makes one round: `{ rows }`, by name, or `{ failed }` with the reason. */
export function* alternately(part, sides, rounds) {
  const measured = { own: [], other: [] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? ["own", "other"] : ["other", "own"];
    for (const side of order) {
      const { rows, failed } = sides[side]();
      if (failed !== undefined) {
        yield leftOut(part, `${side === "own" ? "this" : "the other"} build failed: ${failed}`);
        return;
      }
      measured[side].push(rows);
    }
  }
  for (const [name, { unit, growth }] of measured.own[0]) {
    const values = (side) => measured[side].map((rows) => rows.get(name)?.value ?? null);
    const [ours, others] = [values("own"), values("other")];
    if (others.includes(null)) yield leftOut(name, "the other build does not measure it");
    else if (ours.includes(null)) yield leftOut(name, "this build could not measure it");
    else if ([...ours, ...others].includes(0)) {
      yield { what: name, value: median(ours), unit, note: `other build ${median(others).toFixed(2)}` };
    } else {
      const better = (mine, its) => (unit === SPEED ? mine / its : its / mine);
      const ratio = median(ours.map((value, round) => better(value, others[round])));
      const row = { what: name, value: median(ours), unit, against: "other build", other: median(others), ratio };
      yield growth === undefined ? row : { ...row, growth };
    }
  }
}

/** One round of a part in a process of its own: rows by name, or the reason why it failed. */
function measure(main, part, build) {
  const folder = mkdtempSync(join(tmpdir(), "ballonet-bench-"));
  const file = join(folder, "rows.json");
  const redirected = build === undefined ? [] : ["--import", fileURLToPath(new URL("redirect.mjs", import.meta.url))];
  const env = build === undefined ? process.env : { ...process.env, BENCH_BUILD: build };
  try {
    execFileSync(process.execPath, [...redirected, main, part, "--rounds", "1", "--json", file], {
      env,
      stdio: "pipe",
    });
    return { rows: named(JSON.parse(readFileSync(file, "utf8")).rows) };
  } catch (error) {
    return { failed: reasonIn(String(error.stderr ?? error.message)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Rows by name; where several are named alike, by what they are compared with too. */
function named(rows) {
  const alike = ({ what }) => rows.filter((row) => row.what === what).length > 1;
  return new Map(rows.map((row) => [alike(row) ? `${row.what} (${row.against})` : row.what, row]));
}

function reasonIn(text) {
  const lines = text.trim().split("\n");
  return lines.find((line) => /Error\b.*:|there is no part/.test(line)) ?? lines.at(-1);
}
