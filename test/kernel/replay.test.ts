import { describe, expect, it } from "vitest";
import { Lab } from "../../src/engine/laboratory/lab.ts";
import { labModule } from "../../src/engine/source.node.ts";
import { type LabPolicy, readPolicies } from "../../src/lab/policy.ts";
import { elementAt } from "../../src/list/element-at.ts";
import { expectHeld, holds } from "./comparison.ts";
import { areCommitted, committed } from "./measured.ts";
import { allowed, alsoAllowed, framesFor, isHeld, misses, type Row, rows } from "./rows.ts";
import { type Given, missing, open } from "./source.ts";

/** Faults that the machine of the committed measurements served in the two seconds for which statistics of 6.12 stay as they are. */
const FAULTS_IN_TWO_SECONDS = 10_000;

/** The policy that stands for a row's lists, with the row's kernel. */
function policyOf({ kernel, lru }: Row): LabPolicy {
  const policy = `${lru === "classic" ? "linux" : "mglru"}:kernel=${kernel}`;
  const parameters = policy === "linux:kernel=6.12" ? `:staleStatistics=${FAULTS_IN_TWO_SECONDS}` : "";
  return elementAt(readPolicies([policy + parameters]), 0);
}

const COUNTED = ["majflt", "pgscan", "pgsteal", "pswpout", "refault", "activate", "restore"] as const;

type Found = Record<(typeof COUNTED)[number], number>;

/** What a replay counts where the kernel counted. */
async function replay(row: Row, { references, prefix }: Given): Promise<Found> {
  const lab = await Lab.create(await labModule(), row.pages, framesFor(row), policyOf(row).layout);
  lab.replay(references.subarray(0, prefix));
  const before = lab.counters();
  lab.replay(references.subarray(prefix));
  const { faults, scannedPages, dirtyEvictions, residentPages, ...refaults } = lab.counters();
  const { refaultPages, activatedPages, restoredPages } = refaults;
  return {
    majflt: faults - row.pages,
    pgscan: scannedPages - before.scannedPages,
    pgsteal: faults - residentPages - (before.faults - before.residentPages),
    pswpout: dirtyEvictions - before.dirtyEvictions,
    refault: refaultPages - before.refaultPages,
    activate: activatedPages - before.activatedPages,
    restore: restoredPages - before.restoredPages,
  };
}

/** A line with what was found and what the kernel counted, for those who work at a policy. */
function tell(row: Row, found: Found): void {
  const columns = COUNTED.map((name) => `${name} ${found[name]}/${row[name]}`);
  const off = (100 * (found.majflt / Math.max(1, row.majflt) - 1)).toFixed(1);
  console.info([row.name, `${off} %`, ...columns].join("  "));
}

/** Rows of one trace follow each other. */
let opened: { readonly source: string; readonly given: Promise<Given> } | null = null;

function givenOf({ source }: Row): Promise<Given> {
  if (opened?.source !== source) opened = { source, given: open(source) };
  return opened.given;
}

const TOO_FEW = "with so few frames a batch of reclaim is a large part of memory";

describe.skipIf(rows.length === 0)("the real kernel's rows", () => {
  it.for(rows.map((row) => [row.name, row] as const))("%s", async ([name, row], { skip }) => {
    const reason = missing(row.source);
    if (reason !== null) skip(reason);
    const given = await givenOf(row);
    expect(given.references.length - given.prefix).toBe(row.references);
    const found = await replay(row, given);
    const held = isHeld(row) ? allowed(row) : null;
    if (process.env.BALLONET_KERNEL_ROWS !== undefined) tell(row, found);
    const comparison = {
      table: row.table,
      row: name,
      counted: "major faults",
      real: row.majflt,
      spread: [row.least, row.most],
      simulated: found.majflt,
      allowed: held,
      reason: held === null ? TOO_FEW : misses.get(name),
    } as const;
    if (held === null) {
      holds(comparison);
      skip(TOO_FEW);
    }
    expectHeld(comparison);
    for (const [counted, allowed] of alsoAllowed(row))
      expectHeld({ table: row.table, row: name, counted, real: row[counted], simulated: found[counted], allowed });
  });

  it("are missed at most once in eight", () => {
    expect(misses.size).toBeLessThanOrEqual(rows.length / 8);
  });

  it.runIf(areCommitted)("are missed only where the list says so, each with its reason", () => {
    expect(misses.size).toBe(committed("misses.csv").length);
    expect([...misses.values()]).not.toContain("");
  });
});
