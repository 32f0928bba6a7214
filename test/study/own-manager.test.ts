import { describe, expect, it } from "vitest";
import * as inNode from "../../dist/index.node.js";
import * as anywhere from "../../src/index.ts";

const SCENARIO = `
version: 1
duration: 2s
host: { memory: 48MiB, swap: 64MiB, watermarks: off }
manager: { module: counting, period: 200ms }
vms:
  - name: web
    memory: 32MiB
    kernel: 1MiB
    balloon: { minimum: 8MiB }
    workload: { memory: 4MiB, pattern: uniform, think: 20us }
`;

/** A manager with state: in a second run it would continue where the first one ended. */
function counting(): anywhere.OwnManager {
  let times = 0;
  return { decide: () => ({ targets: [{ vm: 0, bytes: (32 - (++times % 11)) * 2 ** 20 }] }) };
}

describe.each([
  ["anywhere", anywhere],
  ["in Node", inNode],
])("a manager that a program hands over, %s", (_, library) => {
  const managers = new Map([
    ["counting", counting],
    ["./static.js", () => () => ({ targets: [] })],
  ]);
  const source = library.openScenario(SCENARIO, { managers });

  it("is a new object in every run of a comparison", async () => {
    const vary = [
      { path: "manager.kind", values: ["counting", "none", "./static.js", "by-miss-ratio"] },
      { path: "name", values: ["first", "again"] },
    ];
    const { rows } = await library.compare(source, { vary });
    const outcomes = rows.map(({ outcome }) => outcome);
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[4]).toEqual(outcomes[2]);
    expect(rows.every(({ distanceToBest }) => distanceToBest !== null)).toBe(true);
    // Nine decisions at 0.2, 0.4, … s, each one MiB more than the one before; the last MiB has time to move too.
    expect(outcomes[0]).toMatchObject({ balloonMovedBytes: 9 * 2 ** 20 });
  });

  it("is used by plan", async () => {
    const { rows } = await library.plan(source, { capacity: "vms.count", maxSlowdown: 1.05 });
    expect(rows[0]?.best?.amount).toBeGreaterThan(0);
    expect(rows[0]?.trials.every(({ outcome }) => !("problem" in outcome))).toBe(true);
  });

  it("must be given", async () => {
    const vary = [{ path: "manager.kind", values: ["none", "./other.js"] }];
    await expect(library.compare(source, { vary })).rejects.toThrow(
      "--vary manager.kind=./other.js: manager.module: there is no manager for the module ./other.js: pass it in managers",
    );
  });
});
