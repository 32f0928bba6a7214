import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostCountersGrowth } from "../../../src/engine/machine/machine.generated.ts";
import { textReport } from "../../../src/report/run/text.ts";
import type { ZramSwap } from "../../../src/scenario/scenario.ts";
import type { Result } from "../../../src/simulation/result.ts";
import { displayWidth } from "../../../src/words/width.ts";
import { gaplessSizes } from "../../twin/scenario/small.ts";
import { anyResult } from "../any-result.ts";
import { result, scenario, TIMES, vmResult, vmSeries } from "../build.ts";

const visibilities = { clock: "accessed-bit", lru: "every-access" };
const plain = (of: Result, columns: number) => textReport(of, { columns, colour: false, visibilities });

/** web-3 is in trouble, db-1 was lost, idle did nothing. */
function trouble(): Result {
  const vms = [
    vmResult("web-1"),
    vmResult("web-2", { slowdown: 1.02, worstSlowdown: 1.4 }),
    vmResult("web-3", {
      slowdown: 4.2,
      worstSlowdown: 31,
      stallNs: 90e9,
      majorFaults: 12000,
      hostMajorFaults: 45678,
      swapInPages: 120000,
      swapOutPages: 300000,
      doublePaging: 40,
    }),
    vmResult("db-1", { state: "out-of-memory", references: 60e6, runNs: 60e9 }),
    vmResult("idle", { references: 0, runNs: 0 }),
  ];
  const whole = result(vms);
  const slow = vmSeries({ slowdown: TIMES.map((_, i) => (i > 6 ? i * 2.8 : 1)) });
  return {
    ...whole,
    series: { ...whole.series, vms: vms.map((vm) => (vm.name === "web-3" ? slow : vmSeries())) },
    events: [
      { timeNs: 0, kind: "boot", vm: 0, text: "web-1 boots." },
      { timeNs: 30e9, kind: "driver-stuck", vm: 1, text: "web-2: the balloon driver does not move any more." },
      {
        timeNs: 60e9,
        kind: "guest-out-of-memory",
        vm: 3,
        text: "db-1: out of memory with 2 GiB of balloon; its workload was killed.",
      },
    ],
  };
}

describe("the text report", () => {
  it("tells what guests reported to be free, when they did", () => {
    const told = result([vmResult("web-1", { reportedPages: 5 * 2 ** 18, reportingNs: 139e6 }), vmResult("web-2")]);
    expect(plain(told, 80)).toContain("\nreported   5 GiB as free, in 139 ms of work\n");
    expect(plain(result([vmResult("web-1")]), 80)).not.toContain("reported");
  });

  it("tells what guests keep compressed in memory of their own, where they do", () => {
    const pages = { swapUsedPages: 2 ** 18, zramPages: 2 ** 16, swapInPages: 256, swapOutPages: 2 ** 18 + 256 };
    const plainly = result([vmResult("web-1", pages), vmResult("web-2", { swapUsedPages: 5 })]);
    const zram: ZramSwap = {
      kind: "zram",
      pages: 2 ** 19,
      limitPages: null,
      compressNs: 1,
      decompressNs: 1,
      ...gaplessSizes(1024, 1024, 1024),
    };
    const vms = plainly.scenario.vms.map((vm, index) => (index === 0 ? { ...vm, swap: zram } : vm));
    expect(plain({ ...plainly, scenario: { ...plainly.scenario, vms } }, 100)).toContain(
      "\nzram       1 GiB compressed into 256 MiB of guest memory now; in 1.0 GiB, out 1 MiB\n",
    );
    expect(plain(plainly, 80)).not.toContain("zram");
  });

  it("tells a run in trouble at 80 columns", () => {
    expect(plain(trouble(), 80)).toMatchInlineSnapshot(`
      "busy: 5 VMs with 40 GiB on 31 GiB of host memory (1.29 : 1), manager proxmox,
      2 min simulated.
      1 VM ran out of memory: db-1.
      1 of 5 VMs slowed down by more than 5 %, worst web-3 at 4.20×.

      Host
      free       1.2 GiB of 31 GiB free now, lowest 300 MiB; below the low watermark
                 for 12 s (10 %)
      host swap  4 GiB of 64 GiB used now, peak 5 GiB; in 300 MiB, out 5 GiB
      faults     12 k major, 8 M zero-fill
      wasted     160 KiB paged twice
      disk nvme  12 % busy, 77 k reads (300 MiB), 1.3 M writes (5 GiB)

      Virtual machines
                                        mean  worst  guest   host   guest
      VM      memory  balloon  refs/s   slow   slow  maj/s  maj/s  swap/s  stall
      web-1    8 GiB    2 GiB     1 M  1.00×  1.00×      0      0       0    0 %
      web-2    8 GiB    2 GiB     1 M  1.02×  1.40×      0      0       0    0 %
      web-3    8 GiB    2 GiB     1 M  4.20×  31.0×    100    381  14 MiB   75 %
      db-1 †   8 GiB    2 GiB     1 M  1.00×  1.00×      0      0       0    0 %
      idle     8 GiB    2 GiB       0  1.00×  1.00×      0      0       0    0 %
      balloon: memory in the balloon at the end; refs/s: memory references per second;
      mean slow: time taken ÷ time if all memory were always there; worst slow:
      slowdown in the slowest sample period; guest maj/s: guest page faults per second
      that read from swap or files; host maj/s: page faults per second that read from
      host swap; guest swap/s: traffic to and from the guest's swap; stall: share of
      the time spent waiting for memory.
      † out of memory: db-1

      Over time
      One mark is 10 s. Numbers show the minimum of host free and the maximum of the
      others.
      host free       ██▇▆▅▅▄▃▂▂▂▂ 300 MiB
      host swap used  ▁▁▁▁▁▁▁▂▄▅▇█ 5 GiB
      host swap i/o   ▁▁▁▁▁▁▁▇▇▇▇█ 1.3 GiB

                      balloon                slowdown
      web-1           ▁▂▂▂▃▃▃▃▃▃▃▃ 2 GiB     ▁▁▁▁▁▁▁▁▁▁▁▁ 1.00×
      web-2           ▁▂▂▂▃▃▃▃▃▃▃▃ 2 GiB     ▁▁▁▁▁▁▁▁▁▁▁▁ 1.00×
      web-3           ▁▂▂▂▃▃▃▃▃▃▃▃ 2 GiB     ▁▁▁▁▁▁▁▅▆▇██ 30.8×
      db-1            ▁▂▂▂▃▃▃▃▃▃▃▃ 2 GiB     ▁▁▁▁▁▁▁▁▁▁▁▁ 1.00×
      idle            ▁▂▂▂▃▃▃▃▃▃▃▃ 2 GiB     ▁▁▁▁▁▁▁▁▁▁▁▁ 1.00×

      Events
       30 s  web-2: the balloon driver does not move any more.
      1 min  db-1: out of memory with 2 GiB of balloon; its workload was killed.

      Replacement: host clock (sees accessed bits); guests lru (idealised: sees every
      access).
      Simulated 600 M references in 4 s: 30× real time, 150 M references/s, 320 MiB of
      engine memory.
      "
    `);
  });

  it("tells the same at 60 columns, and says what it had no room for", () => {
    expect(plain(trouble(), 60)).toMatchInlineSnapshot(`
      "busy: 5 VMs with 40 GiB on 31 GiB of host memory (1.29 : 1),
      manager proxmox, 2 min simulated.
      1 VM ran out of memory: db-1.
      1 of 5 VMs slowed down by more than 5 %, worst web-3 at
      4.20×.

      Host
      free       1.2 GiB of 31 GiB free now, lowest 300 MiB; below
                 the low watermark for 12 s (10 %)
      host swap  4 GiB of 64 GiB used now, peak 5 GiB; in 300 MiB,
                 out 5 GiB
      faults     12 k major, 8 M zero-fill
      wasted     160 KiB paged twice
      disk nvme  12 % busy, 77 k reads (300 MiB), 1.3 M writes
                 (5 GiB)

      Virtual machines
                                    mean worst guest  host
      VM     memory balloon refs/s  slow  slow maj/s maj/s stall
      web-1   8 GiB   2 GiB    1 M 1.00× 1.00×     0     0   0 %
      web-2   8 GiB   2 GiB    1 M 1.02× 1.40×     0     0   0 %
      web-3   8 GiB   2 GiB    1 M 4.20× 31.0×   100   381  75 %
      db-1 †  8 GiB   2 GiB    1 M 1.00× 1.00×     0     0   0 %
      idle    8 GiB   2 GiB      0 1.00× 1.00×     0     0   0 %
      balloon: memory in the balloon at the end; refs/s: memory
      references per second; mean slow: time taken ÷ time if all
      memory were always there; worst slow: slowdown in the
      slowest sample period; guest maj/s: guest page faults per
      second that read from swap or files; host maj/s: page faults
      per second that read from host swap; stall: share of the
      time spent waiting for memory.
      † out of memory: db-1
      No room for guest swap/s: make the terminal wider, or take
      --json.

      Over time
      One mark is 10 s. Numbers show the minimum of host free and
      the maximum of the others.
      host free       ██▇▆▅▅▄▃▂▂▂▂ 300 MiB
      host swap used  ▁▁▁▁▁▁▁▂▄▅▇█ 5 GiB
      host swap i/o   ▁▁▁▁▁▁▁▇▇▇▇█ 1.3 GiB

                      balloon                slowdown
      web-1           ▁▂▂▂▃▃▃▃▃▃▃▃ 2 GiB     ▁▁▁▁▁▁▁▁▁▁▁▁ 1.00×
      web-2           ▁▂▂▂▃▃▃▃▃▃▃▃ 2 GiB     ▁▁▁▁▁▁▁▁▁▁▁▁ 1.00×
      web-3           ▁▂▂▂▃▃▃▃▃▃▃▃ 2 GiB     ▁▁▁▁▁▁▁▅▆▇██ 30.8×
      db-1            ▁▂▂▂▃▃▃▃▃▃▃▃ 2 GiB     ▁▁▁▁▁▁▁▁▁▁▁▁ 1.00×
      idle            ▁▂▂▂▃▃▃▃▃▃▃▃ 2 GiB     ▁▁▁▁▁▁▁▁▁▁▁▁ 1.00×

      Events
       30 s  web-2: the balloon driver does not move any more.
      1 min  db-1: out of memory with 2 GiB of balloon; its
             workload was killed.

      Replacement: host clock (sees accessed bits); guests lru
      (idealised: sees every access).
      Simulated 600 M references in 4 s: 30× real time, 150 M
      references/s, 320 MiB of engine memory.
      "
    `);
  });

  it("is the same without its colours", () => {
    const coloured = textReport(trouble(), { columns: 80, colour: true, visibilities });
    expect(coloured).not.toBe(plain(trouble(), 80));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes are what is taken away
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(plain(trouble(), 80));
  });

  it("says that all is well", () => {
    const calm = plain(result([vmResult("web-1"), vmResult("web-2")]), 80);
    expect(calm).toContain("No VM slowed down by more than 5 %, worst web-1 at 1.00×.");
    expect(calm).not.toContain("Events");
  });

  it("says that nobody did anything", () => {
    const idle = plain(result([vmResult("a", { references: 0, runNs: 0 })]), 80);
    expect(idle).toContain("No VM made a reference to memory.");
  });

  it("says where a run was stopped", () => {
    const stopped = plain(result([vmResult("a")], { outcome: "stopped", simulatedNs: 12.3e9 }), 80);
    expect(stopped).toContain("Stopped at 12.3 s of 2 min");
  });

  it("names everybody the host killed", () => {
    const names = ["a", "b", "c", "d", "e"].map((name) => vmResult(name, { state: "killed-by-host" }));
    expect(plain(result(names), 80)).toContain("5 VMs were killed by the host: a, b, c and 2 more.");
  });

  it("puts groups into one row when there are more than 16 VMs: the mean, and the worst of all", () => {
    const web = Array.from({ length: 16 }, (_, i) =>
      vmResult(`web-${i + 1}`, { slowdown: i < 8 ? 1 : 3, worstSlowdown: i + 1 }),
    );
    const folded = plain(result([...web, vmResult("db")]), 80).split("\n");
    expect(folded.find((line) => line.startsWith("web ×16"))).toMatch(/2\.00× +16\.0×/);
    expect(folded.filter((line) => line.startsWith("web-"))).toEqual([]);
    expect(plain(result(web), 80)).toContain("\nweb-16 ");
  });

  it("tells many events of a kind as one", () => {
    const events = Array.from({ length: 40 }, (_, i) => ({
      timeNs: (i + 1) * 1e9,
      kind: "deflate-on-oom" as const,
      vm: i % 2,
      text: `number ${i}`,
    }));
    const once = { timeNs: 5e9, kind: "shutdown" as const, vm: 1, text: "b shuts down." };
    const text = plain(result([vmResult("a"), vmResult("b")], { events: [...events, once] }), 100);
    expect(text).toContain(
      "1 s  took memory out of the balloon so as not to run out of it: 40 times until 40 s (a, b)",
    );
    expect(text).toContain("5 s  b shuts down.");
    expect(text).not.toContain("number");
  });

  it("says ∞ of a slowdown without end, with bars for all others", () => {
    const slowdown = [1, Number.POSITIVE_INFINITY, 3, ...TIMES.slice(3).map(() => 1)];
    const blocked = vmResult("a", { worstSlowdown: Number.POSITIVE_INFINITY, slowdown: 2.5 });
    const built = result([blocked]);
    const text = plain({ ...built, series: { ...built.series, vms: [vmSeries({ slowdown })] } }, 100);
    expect(text).toMatch(/\na .* 2\.50× +∞ /);
    expect(text).toMatch(/\na .* ▁█▇▁+ +∞\n/);
  });

  it("does without a time series", () => {
    const empty = vmSeries(Object.fromEntries(Object.keys(vmSeries()).map((column) => [column, []])));
    const host = {
      ...{ freePages: [], swapUsedPages: [], sharingPages: [], poolPages: [], state: [] },
      ...hostCountersGrowth(),
    };
    const whole = result([vmResult("a")], {
      series: { timeNs: [], host, devices: [{ utilisation: [] }], vms: [empty] },
    });
    expect(plain(whole, 80)).not.toContain("Over time");
  });

  it("writes control characters in names out, so that no name can move the cursor", () => {
    const name = "a\u001b[2Jb\n\u202ec";
    const text = plain(result([vmResult(name)], { scenario: scenario([name], { name }) }), 80);
    expect(text).toContain("a\\u{1b}[2Jb\\u{a}\\u{202e}c");
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it("never takes more columns than it was given, and ends with one line feed", () => {
    fc.assert(
      fc.property(anyResult, fc.integer({ min: 20, max: 200 }), (any, columns) => {
        const text = plain(any, columns);
        const lines = text.split("\n");
        expect(lines.pop()).toBe("");
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
        expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
      }),
      { numRuns: 200 },
    );
  });
});
