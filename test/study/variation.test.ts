import { describe, expect, it } from "vitest";
import { variation } from "../../src/cli/variation.ts";
import { noManager } from "../../src/scenario/manager/manager.ts";
import { combinations, overridesFor, spellOut } from "../../src/study/variation.ts";

const managers = ["none", "static", "proxmox"];

describe("variations", () => {
  it("are combined so that the last one changes fastest", () => {
    const written = variation("host.memory=24GiB,28GiB", variation("manager.kind=none,proxmox"));
    expect(combinations(written)).toEqual([
      ["none", "24GiB"],
      ["none", "28GiB"],
      ["proxmox", "24GiB"],
      ["proxmox", "28GiB"],
    ]);
    expect(combinations([])).toEqual([[]]);
  });

  it("replace all with every manager, only for the manager", () => {
    expect(spellOut(variation("manager.kind=all"), managers)).toEqual([{ path: "manager.kind", values: managers }]);
    expect(spellOut(variation("manager=static:share=0.5,all"), managers)[0]?.values).toEqual([
      "static:share=0.5",
      ...managers,
    ]);
    expect(spellOut(variation("name=all"), managers)[0]?.values).toEqual(["all"]);
  });

  it("may have commas in brackets and quotes", () => {
    expect(variation("vms.0.workload.phases=[{ pattern: zipf, for: 1s }],[]")[0]?.values).toEqual([
      "[{ pattern: zipf, for: 1s }]",
      "[]",
    ]);
    expect(variation(`name="a, b",c=d`)[0]).toEqual({ path: "name", values: ['"a, b"', "c=d"] });
  });

  it("give a different manager its defaults, and keep the parameters of the scenario's manager", () => {
    const vary = variation("host.memory=24GiB", variation("manager.kind=none,proxmox"));
    const own = { ...noManager(10e9), kind: "proxmox", parameters: {} };
    expect(overridesFor(vary, ["proxmox", "24GiB"], own)).toEqual([
      { path: "host.memory", value: "24GiB", written: "--vary host.memory=24GiB" },
    ]);
    expect(overridesFor(vary, ["none", "24GiB"], own)[0]).toEqual({
      path: "manager",
      value: "none",
      written: "--vary manager.kind=none",
    });
  });

  it("read a kind that is a file name as a module, also when the scenario's manager is one", () => {
    const own = { ...noManager(1e9), kind: "module", parameters: { module: "./mine.ts" } };
    const values = ["none", "./mine.ts", "./b.mjs"];
    const over = (path: string, ownManager = own) =>
      values.flatMap((value) =>
        overridesFor([{ path, values }], [value], ownManager).map(({ path, value }) => [path, value]),
      );
    expect(over("manager.kind")).toEqual([
      ["manager", "none"],
      ["manager", "./b.mjs"],
    ]);
    expect(over("manager.module").slice(1)).toEqual([
      ["manager.module", "./mine.ts"],
      ["manager.module", "./b.mjs"],
    ]);
    const registered = { ...noManager(1e9), kind: "proxmox", parameters: { module: "" } };
    expect(over("manager.module", registered).slice(2)).toEqual([["manager", '{"module":"./b.mjs"}']]);
  });

  it.each([
    [["seed=1,2,1"], "seed has the value 1 twice: give each value once"],
    [["seed=1", "seed=2"], "seed is varied twice: give all its values in one variation"],
    [["vms.0.vcpus=1", "vms[0].vcpus=2"], "vms[0].vcpus is varied twice: give all its values in one variation"],
    [["manager=none", "manager.kind=none"], "manager and manager.kind are the same key: vary only one of them"],
    [["manager.kind=none,all"], "manager.kind has the value none twice: give each value once"],
  ])("%s are refused", (written, message) => {
    const vary = written.flatMap((one) => variation(one));
    expect(() => spellOut(vary, managers)).toThrow(message);
  });

  it("are refused when there are too many", () => {
    const hundred = Array.from({ length: 101 }, (_, value) => String(value));
    expect(() =>
      spellOut(
        [
          { path: "a", values: hundred },
          { path: "b", values: hundred },
        ],
        [],
      ),
    ).toThrow("10201 combinations are too many: at most 10000");
  });

  it.each(["seed", "=1", "seed=", "seed=1,,2"])("%s is not one", (written) => {
    expect(() => variation(written)).toThrow("Write PATH=A,B,C, for example host.memory=24GiB,28GiB.");
  });
});
