import { describe, expect, it } from "vitest";
import { catalogue } from "../../../src/catalogue.ts";
import { buildScenario } from "../../../src/scenario/build.ts";

const reads = (policy: unknown) =>
  buildScenario(
    {
      version: 1,
      duration: "1s",
      host: { memory: "64MiB" },
      vms: [{ name: "a", memory: "16MiB", policy, workload: { pattern: "uniform" } }],
    },
    catalogue,
  ).vms[0]?.policy.parameters.kernel;

describe("the kernel of a policy", () => {
  it.each([
    [{ kind: "mglru", kernel: 6.1 }, 6.1],
    [{ kind: "mglru", kernel: 6.12 }, 6.12],
    [{ kind: "linux", kernel: "6.12" }, 6.12],
    ["linux:kernel=6.12", 6.12],
    ["mglru:kernel=6.1", 6.1],
    ["linux", 6.1],
    ["mglru", 6.12],
  ])("is one that is simulated, as a number or as text: %j", (policy, kernel) => {
    expect(reads(policy)).toBe(kernel);
  });

  it.each([6.11, 6.2, 6, "6.10", "6.1.192", "", true])("is no other: %j", (kernel) => {
    expect(() => reads({ kind: "mglru", kernel })).toThrow("is not known here: write 6.1 or 6.12");
  });

  it.each(["6.10", "6.11", "7"])("is no other in one line: %s", (kernel) => {
    expect(() => reads(`linux:kernel=${kernel}`)).toThrow(`"${kernel}" is not known here: write 6.1 or 6.12`);
  });
});
