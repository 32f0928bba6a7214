import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openScenario, plan } from "../../dist/index.node.js";
import { capacityText } from "../../src/report/study/capacity-text.ts";
import { confirm } from "../../src/study/confirm.ts";

describe("confirm", () => {
  const ladder = { least: 1, most: 40 };

  it("ends where passing and failing rungs meet, wherever it begins", async () => {
    const anywhere = fc.option(fc.integer({ min: 1, max: 40 }), { nil: null });
    await fc.assert(
      fc.asyncProperty(anywhere, fc.integer({ min: 0, max: 40 }), async (begins, last) => {
        const found = await confirm(ladder, begins, async (rung) => rung <= last);
        expect(found.best).toBe(last === 0 ? null : last);
        expect(found.next).toBe(last === 40 ? null : last + 1);
        expect(found.tried.length).toBeLessThanOrEqual(Math.abs((begins ?? 0) - last) + 2);
      }),
    );
  });

  it("tries only the answer and the next rung where it was right", async () => {
    const found = await confirm(ladder, 7, async (rung) => rung <= 7);
    expect(found).toEqual({ best: 7, next: 8, passingAbove: [], tried: [7, 8] });
  });

  it("ends where it is not monotone too, and says what passes above", async () => {
    const found = await confirm(ladder, 7, async (rung) => rung < 6 || rung === 8);
    expect(found).toEqual({ best: 5, next: 6, passingAbove: [8], tried: [5, 6, 7, 8] });
  });
});

describe("plan with a sample of the pages", () => {
  const text = `
version: 1
duration: 4s
host: { memory: 320MiB, swap: 512MiB }
vms:
  - { name: x, count: 2, memory: 128MiB, swap: 64MiB, workload: { memory: 100MiB, pattern: uniform, think: 20us } }
`;

  it("searches with it, and confirms the answer with all pages", async () => {
    const options = { capacity: "vms.count", maxSlowdown: 1.05 };
    const whole = await plan(openScenario(text), options);
    const small = await plan(openScenario(text), { ...options, overrides: [{ path: "scale", value: "8" }] });
    const [expected, row] = [whole.rows[0], small.rows[0]];
    expect(expected).toMatchObject({ scale: 1, searched: null });
    expect(row).toMatchObject({ scale: 1, searched: { scale: 8 } });
    expect([row?.best?.amount, row?.next?.amount]).toEqual([expected?.best?.amount, expected?.next?.amount]);
    expect(row?.trials.length).toBe(2);
    const report = capacityText(small, { columns: 200, colour: false });
    expect(report).toMatch(
      /^searched with 1\/8 of the pages, \d VMs? pass(es)? and \d VMs do not; confirmed with all pages\.$/mu,
    );
  });

  it("confirms nothing where scales are compared", async () => {
    const vary = [{ path: "scale", values: ["4", "8"] }];
    const { rows } = await plan(openScenario(text), { capacity: "vms.count", maxSlowdown: 1.05, vary });
    expect(rows.map(({ scale, searched }) => [scale, searched])).toEqual([
      [4, null],
      [8, null],
    ]);
  });
});
