import { describe, expect, it } from "vitest";
import { capacityCsv, capacityJson } from "../../../src/report/study/capacity-data.ts";
import { capacityText } from "../../../src/report/study/capacity-text.ts";
import { comparisonCsv, comparisonJson } from "../../../src/report/study/comparison-data.ts";
import { comparisonText } from "../../../src/report/study/comparison-text.ts";
import type { Comparison } from "../../../src/study/compare.ts";
import type { Plan, Trial } from "../../../src/study/plan.ts";
import type { Measures } from "../../../src/study/verdict/measures.ts";
import { displayWidth } from "../../../src/words/width.ts";
import { NO_EXCESS } from "../build.ts";

const GIB = 2 ** 30;

function measures(differences: Partial<Measures> = {}): Measures {
  return {
    ...NO_EXCESS,
    overcommitRatio: 2.0645,
    throughput: 1_234_567,
    meanSlowdown: 1.2,
    worstSlowdown: 1.5,
    p99Slowdown: 3.25,
    p99Excess: 2.5,
    guestSwapInBytes: GIB,
    guestSwapOutBytes: GIB,
    hostSwapInBytes: 0,
    hostSwapOutBytes: 3 * GIB,
    guestKills: 0,
    hostKills: 0,
    balloonMovedBytes: 5 * GIB,
    balloonNetBytes: 4 * GIB,
    pingPong: 1.25,
    hostPeakBytes: 30.5 * GIB,
    hostBytes: 31 * GIB,
    ...differences,
  };
}

const comparison: Comparison = {
  scenario: "busy",
  variations: [
    { path: "manager.kind", values: ["none", "by-miss-ratio"] },
    { path: "host.memory", values: ["32GiB", "4TiB"] },
  ],
  rows: [
    {
      values: ["none", "32GiB"],
      outcome: measures({ balloonMovedBytes: 0, balloonNetBytes: 0, pingPong: null, guestKills: 1, hostKills: 1 }),
      distanceToBest: 0.125,
    },
    { values: ["none", "4TiB"], outcome: { problem: "It does not fit.", blame: "memory" }, distanceToBest: null },
    {
      values: ["by-miss-ratio", "32GiB"],
      outcome: measures({ pingPong: null, balloonNetBytes: 0, meanSlowdown: 1 }),
      distanceToBest: 0,
    },
    { values: ["by-miss-ratio", "4TiB"], outcome: measures(), distanceToBest: 0 },
  ],
};

describe("a comparison", () => {
  it("is a table for people, with what could not be run below it", () => {
    expect(comparisonText(comparison, { columns: 100, colour: false })).toMatchInlineSnapshot(`
      "busy: 4 runs side by side.
      manager       host           mean worst   p99    p99 guest  host       ping-     host    off
      kind          memory refs/s  slow  slow  slow excess  swap  swap kills  pong     peak   best
      none          32GiB   1.2 M 1.20× 1.50× 3.25×  2.50× 2 GiB 3 GiB     2     – 30.5 GiB 12.5 %
      by-miss-ratio 32GiB   1.2 M 1.00× 1.50× 3.25×  2.50× 2 GiB 3 GiB     0     ∞ 30.5 GiB  0.0 %
      by-miss-ratio 4TiB    1.2 M 1.20× 1.50× 3.25×  2.50× 2 GiB 3 GiB     0   1.3 30.5 GiB  0.0 %
      refs/s: memory references per second of all VMs; mean slow: mean slowdown of the VMs: time taken ÷
      time if all memory were always there; worst slow: of the slowest VM; p99 slow: 99 of 100 seconds of
      the slowest VM are no slower; p99 excess: time taken ÷ time for the same work with memory for all
      VMs: the cost of overcommit; guest swap: read and written by all guests; host swap: read and written
      by the host; kills: VMs and workloads killed because memory ran out; ping-pong: memory moved by
      balloons ÷ memory they had to move; host peak: maximum host memory in use at once; off best:
      references missing to the best run that differs only in the manager.
      by-miss-ratio sees the future, but is no bound: other managers can be ahead of it.
      manager.kind=none, host.memory=4TiB: It does not fit.
      "
    `);
  });

  it("says what a narrow terminal has no room for, and never goes beyond it", () => {
    const narrow = comparisonText(comparison, { columns: 60, colour: false });
    expect(narrow).toMatchInlineSnapshot(`
      "busy: 4 runs side by side.
      manager       host    mean worst    p99  host          off
      kind          memory  slow  slow excess  swap kills   best
      none          32GiB  1.20× 1.50×  2.50× 3 GiB     2 12.5 %
      by-miss-ratio 32GiB  1.00× 1.50×  2.50× 3 GiB     0  0.0 %
      by-miss-ratio 4TiB   1.20× 1.50×  2.50× 3 GiB     0  0.0 %
      mean slow: mean slowdown of the VMs: time taken ÷ time if
      all memory were always there; worst slow: of the slowest VM;
      p99 excess: time taken ÷ time for the same work with memory
      for all VMs: the cost of overcommit; host swap: read and
      written by the host; kills: VMs and workloads killed because
      memory ran out; off best: references missing to the best run
      that differs only in the manager.
      by-miss-ratio sees the future, but is no bound: other
      managers can be ahead of it.
      No room for refs/s, p99 slow, guest swap, ping-pong, host
      peak: make the terminal wider, or take --json.
      manager.kind=none, host.memory=4TiB: It does not fit.
      "
    `);
    for (const columns of [20, 40, 60, 80])
      for (const line of comparisonText(comparison, { columns, colour: false }).split("\n"))
        expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  });

  it("is JSON and CSV with every measure", () => {
    const { rows, vary } = JSON.parse(comparisonJson(comparison));
    expect(vary).toEqual(comparison.variations);
    expect(rows[2]).toEqual({
      values: { "manager.kind": "by-miss-ratio", "host.memory": "32GiB" },
      completed: true,
      ...measures({ pingPong: null, balloonNetBytes: 0, meanSlowdown: 1 }),
      distanceToBest: 0,
    });
    expect(rows[1]).toEqual({
      values: { "manager.kind": "none", "host.memory": "4TiB" },
      completed: false,
      problem: "It does not fit.",
    });
    const [head, ...lines] = comparisonCsv(comparison).trim().split("\r\n");
    const names = head?.split(",") ?? [];
    expect(names.slice(0, 3)).toEqual(["manager.kind", "host.memory", "completed"]);
    for (const line of lines) expect(line.split(",")).toHaveLength(names.length);
    expect(lines[1]).toMatch(/^none,4TiB,false,,.*,It does not fit\.$/);
    const at = (name: string) => lines[0]?.split(",")[names.indexOf(name)];
    expect([at("pingPong"), at("hostSwapOutBytes"), at("distanceToBest")]).toEqual(["", String(3 * GIB), "0.125"]);
  });
});

const trial = (amount: number, passed: boolean, differences: Partial<Measures> = {}): Trial => ({
  amount,
  passed,
  outcome: measures({
    overcommitRatio: amount / 4,
    p99Slowdown: passed ? 1.03 : 1.5,
    p99Excess: passed ? 1.03 : 1.5,
    ...differences,
  }),
});

const KILLED: Partial<Measures> = {
  hostKills: 2,
  excessKills: 2,
  blame: {
    vm: "x-2",
    atNs: 9e9,
    cause: "host-out-of-memory",
    overcommit: true,
    sentence: "At 0:09: The host killed x-2.",
  },
};

const plan: Plan = {
  scenario: "idle",
  capacity: "vms.count",
  unit: "VMs",
  maxSlowdown: 1.05,
  variations: [{ path: "manager.kind", values: ["none", "proxmox", "static"] }],
  rows: [
    {
      values: ["none"],
      best: trial(8, true),
      next: trial(9, false, KILLED),
      scale: 1,
      searched: null,
      passingAbove: [trial(11, true)],
      trials: [trial(8, true), trial(9, false, KILLED), trial(11, true)],
    },
    {
      values: ["proxmox"],
      best: null,
      next: trial(1, false),
      scale: 1,
      searched: null,
      passingAbove: [],
      trials: [trial(1, false)],
    },
    {
      values: ["static"],
      best: trial(16, true),
      next: { amount: 17, passed: false, outcome: { problem: "It does not fit.", blame: "memory" } },
      scale: 1,
      searched: null,
      passingAbove: [],
      trials: [
        trial(16, true),
        { amount: 17, passed: false, outcome: { problem: "It does not fit.", blame: "memory" } },
      ],
    },
  ],
};

describe("a plan", () => {
  it("says where the search ends when nothing fails", () => {
    const row = {
      values: ["none"],
      best: trial(4096, true),
      next: null,
      scale: 1,
      searched: null,
      passingAbove: [],
      trials: [trial(4096, true)],
    };
    expect(capacityText({ ...plan, rows: [row] }, { columns: 100, colour: false })).toContain(
      "manager.kind=none: nothing fails up to 4096 VMs, the most that is tried.",
    );
    const bytes = { ...row, best: trial(2 ** 24, true) };
    expect(
      capacityText({ ...plan, unit: "bytes", variations: [], rows: [bytes] }, { columns: 100, colour: false }),
    ).toContain("nothing fails down to 16 MiB of host memory, the least that is tried.");
  });

  it("is a table for people, with what is odd below it", () => {
    expect(capacityText(plan, { columns: 80, colour: false })).toMatchInlineSnapshot(`
      "idle: the highest overcommit by vms.count with a 99th percentile of excess
      slowdown of at most 1.05× for every VM, and no VM killed for lack of memory.
      manager     over-          p99    p99
      kind       commit  VMs  excess   slow  and beyond
      none     2.00 : 1    8   1.03×  1.03×  9 VMs: 2 killed, 1.50×
      proxmox         –    –       –      –  1 VM: 1.50×
      static   4.00 : 1   16   1.03×  1.03×  17 VMs: cannot be run
      over-commit: memory of all VMs ÷ host memory usable for VMs; VMs: the most VMs
      that pass; p99 excess: 99th percentile over the seconds of the worst VM: time
      taken ÷ time of the same work on a host with memory for all VMs (the limit
      applies to it); p99 slow: the same with time taken ÷ time without any wait for
      memory, so that reading cold files counts (no limit); and beyond: the next step,
      which fails, with its p99 excess.
      –: not even the least overcommit that was tried passes.
      manager.kind=none, 9 VMs: At 0:09: The host killed x-2.
      manager.kind=none: 11 VMs pass again: more overcommit is not always slower.
      manager.kind=static, 17 VMs: It does not fit.
      "
    `);
  });

  it("says in words that a VM stood still, and below the table what ∞ is", () => {
    const stopped = { p99Slowdown: Number.POSITIVE_INFINITY, p99Excess: 1 };
    const best = trial(8, true, stopped);
    const next = trial(9, false, { p99Excess: Number.POSITIVE_INFINITY });
    const rows = [{ values: [], best, next, scale: 1, searched: null, passingAbove: [], trials: [best, next] }];
    const text = capacityText({ ...plan, variations: [], rows }, { columns: 80, colour: false });
    expect(text).toContain("\n2.00 : 1    8   1.00×     ∞  9 VMs: stopped\n");
    expect(text).toContain("\n∞: stopped; the VM only waited for memory.\n");
    expect(capacityText(plan, { columns: 80, colour: false })).not.toContain("∞");
  });

  it("tells host memory as sizes", () => {
    const best: Trial = { ...trial(8, true), amount: 24 * GIB };
    const rows = [{ values: [], best, next: null, scale: 1, searched: null, passingAbove: [], trials: [best] }];
    const text = capacityText(
      { ...plan, capacity: "host.memory", unit: "bytes", variations: [], rows },
      { columns: 80, colour: false },
    );
    expect(text).toContain("\n2.00 : 1  24 GiB   1.03×  1.03×  nothing fails\n");
  });

  it("never goes beyond the terminal", () => {
    for (const columns of [20, 40, 60])
      for (const line of capacityText(plan, { columns, colour: false }).split("\n"))
        expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  });

  it("is JSON and CSV with every trial", () => {
    const { rows, ...rest } = JSON.parse(capacityJson(plan));
    expect(rest).toMatchObject({ capacity: "vms.count", unit: "VMs", maxSlowdown: 1.05 });
    expect(rows[0]).toMatchObject({ best: 8, next: 9, passingAbove: [11] });
    expect(rows[1]).toMatchObject({ values: { "manager.kind": "proxmox" }, best: null, next: 1 });
    // The next step carries its reason: who suffers first, when and why, or why it cannot be run.
    expect(rows[0].nextFailure).toEqual({ blame: KILLED.blame, problem: null });
    expect(rows[0].nextFailure.blame).toEqual(rows[0].trials[1].blame);
    expect(rows[2].nextFailure).toEqual({ blame: null, problem: "It does not fit." });
    const row = {
      values: [],
      best: trial(8, true),
      next: null,
      scale: 1,
      searched: null,
      passingAbove: [],
      trials: [trial(8, true)],
    };
    const endless = JSON.parse(capacityJson({ ...plan, variations: [], rows: [row] }));
    expect(endless.rows[0]).toMatchObject({ best: 8, next: null, nextFailure: null });
    expect(rows[2].trials[1]).toEqual({ amount: 17, passed: false, completed: false, problem: "It does not fit." });
    const lines = capacityCsv(plan).trim().split("\r\n");
    expect(lines).toHaveLength(7);
    expect(lines[0]).toMatch(/^manager.kind,vms.count,passed,completed,overcommitRatio,/);
    expect(lines[6]).toMatch(/^static,17,false,false,,.*,It does not fit\.,1$/);
  });
});
