import { describe, expect, it } from "vitest";
import { compare, openScenario, plan } from "../../dist/index.node.js";

/** Guests that read cold files and touch memory for the first time, on a host with or without enough memory. */
const scenario = (files: string, host = "256MiB", vm = "") => `
version: 1
duration: 6s
host: { memory: ${host}, swap: 512MiB }
vms:
  - { name: x, count: 2, memory: 128MiB, swap: 64MiB, ${vm} workload: { memory: 100MiB, files: ${files}, pattern: uniform, think: 20us } }
`;

async function measured(text: string, path: string, values: readonly string[]) {
  const { rows } = await compare(openScenario(text), { vary: [{ path, values }] });
  return rows.map(({ outcome }) => {
    if ("problem" in outcome) throw new Error(outcome.problem);
    return outcome;
  });
}

describe("overcommit is judged separately from start-up", () => {
  it("is exactly 1 with enough memory and no manager, with cold files too", async () => {
    const rows = await measured(scenario("60MiB"), "host.memory", ["512MiB", "300MiB", "64MiB"]);
    const [roomy, enough, short] = rows;
    for (const one of [roomy, enough]) {
      expect(one).toMatchObject({ p99Excess: 1, excessKills: 0 });
      expect(one?.p99Slowdown).toBeGreaterThan(1.05);
      expect(one?.blame).toMatchObject({ overcommit: false, cause: "file-reads-cold" });
    }
    expect(short?.p99Excess).toBeGreaterThan(1.05);
    expect(short?.blame).toMatchObject({ overcommit: true, cause: expect.stringMatching(/^host-|^disk-queue/u) });
    expect(short?.blame?.sentence).toMatch(/^(At times f|F)rom 0:0\d.* x-[12] waits/u);
  });

  it("does not blame overcommit for a guest that is too small", async () => {
    const text = scenario("0B", "512MiB").replace("memory: 128MiB, swap: 64MiB", "memory: 64MiB");
    const [one] = await measured(text.replace("swap: 512MiB", "swap: 0B"), "seed", ["1"]);
    expect(one).toMatchObject({ excessKills: 0, p99Excess: 1 });
    expect(one?.guestKills).toBe(2);
    expect(one?.blame).toMatchObject({ cause: "guest-out-of-memory", overcommit: false });
  });

  it("plan has the same result with and without cold files, and finds one where only start-up is slow", async () => {
    const options = { capacity: "vms.count", maxSlowdown: 1.05 };
    const [cold, none] = await Promise.all(
      ["60MiB", "0B"].map((files) => plan(openScenario(scenario(files, "320MiB")), options)),
    );
    const best = cold?.rows[0]?.best;
    expect(best?.amount).toBeGreaterThanOrEqual(2);
    expect(best?.amount).toBe(none?.rows[0]?.best?.amount);
    const next = cold?.rows[0]?.next?.outcome;
    expect(next !== undefined && !("problem" in next) && next.blame?.overcommit).toBe(true);
  });
});
