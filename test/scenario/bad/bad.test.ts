import { describe, expect, it } from "vitest";
import { buildScenario } from "../../../src/scenario/build.ts";
import { ScenarioError } from "../../../src/scenario/problem.ts";
import { readScenario } from "../../../src/scenario/text/read.ts";
import { catalogue, shortest } from "../example.ts";
import { badHosts } from "./hosts.ts";
import { badTexts } from "./texts.ts";
import { badValues } from "./values.ts";
import { badVms } from "./vms.ts";
import { badWorkloads } from "./workloads.ts";

function failure(act: () => unknown): ScenarioError {
  try {
    act();
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
  throw new Error("nothing was wrong");
}

describe.each([
  ["texts", badTexts],
  ["values", badValues],
  ["hosts", badHosts],
  ["VMs", badVms],
  ["workloads", badWorkloads],
])("bad %s", (_, bads) => {
  it.each(bads.map(([title, text, ...says]) => ({ title, text, says })))("$title", ({ text, says }) => {
    const error = failure(() => readScenario(text, "a.yaml", catalogue));
    expect(error.message.split("\n")).toEqual(says.map((line) => `a.yaml:${line}`));
  });
});

describe("an error", () => {
  it("says where each problem is, in the order of the file", () => {
    const { problems } = failure(() =>
      readScenario(shortest.replace("8GiB", "0").replace("uniform", "x"), "a.yaml", catalogue),
    );
    expect(problems.map(({ path, line, column }) => ({ path, line, column }))).toEqual([
      { path: ["vms", 0, "workload", "pattern"], line: 9, column: 16 },
    ]);
  });

  it("checks the sound VMs although another is broken", () => {
    const second = "  - { name: b, memory: 0, workload: { pattern: uniform } }\n";
    const { message } = failure(() =>
      readScenario(shortest.replace("pattern: uniform", "pattern: x") + second, "a.yaml", catalogue),
    );
    expect(message).toBe(
      "a.yaml:9:16: vms[0].workload.pattern: x is not known, known here: uniform, zipf, idle, trace, mix\n" +
        "a.yaml:10:24: vms[1].memory: 0 is too small: at least 4KiB",
    );
  });

  it("has no line for an object", () => {
    const { message } = failure(() =>
      buildScenario({ version: 1, duration: "1s", host: { memory: "1GB" }, vms: [] }, catalogue),
    );
    expect(message).toBe(
      "host.memory: 1GB is not a size: memory comes in binary units, write 1GiB\nvms: the list is empty: write at least one item",
    );
  });

  it("names the key it stands at through aliases and merges", () => {
    const text = `version: 1
duration: 1s
host: { memory: 1GiB }
vms:
  - &base
    name: a
    memory: 1GiB
    workload: { pattern: uniform, writes: 30 }
  - <<: *base
    name: b
`;
    expect(failure(() => readScenario(text, "m.yaml", catalogue)).message).toBe(
      "m.yaml:8:43: vms[0].workload.writes: 30 is more than all of it: write 30% or 0.3\n" +
        "m.yaml:8:43: vms[1].workload.writes: 30 is more than all of it: write 30% or 0.3",
    );
  });

  it("survives whatever is not a scenario", () => {
    for (const value of [
      undefined,
      null,
      1,
      "x",
      [],
      {},
      { vms: [null, 1, "x", []] },
      { vms: {}, host: [], devices: 1 },
    ]) {
      expect(() => buildScenario(value, catalogue)).toThrow(ScenarioError);
    }
  });
});
