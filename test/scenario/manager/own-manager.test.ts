import { describe, expect, it } from "vitest";
import { noManager } from "../../../src/scenario/manager/manager.ts";
import { readScenario } from "../../../src/scenario/text/read.ts";
import { catalogue, shortest } from "../example.ts";

describe("your own manager", () => {
  const managerOf = (written: string, ...over: string[]) => {
    const overrides = over.map((setting) => ({ path: "manager.period", value: setting }));
    return readScenario(`${shortest}\nmanager: ${written}`, "a.yaml", catalogue, overrides).scenario.manager;
  };

  it("is a module by its key, by its kind or in one line, every 10 s unless told otherwise", () => {
    const own = { ...noManager(1e9), kind: "module", parameters: { module: "../its own/mine.ts" } };
    expect(managerOf('{ module: "../its own/mine.ts", period: 1s }')).toEqual(own);
    expect(managerOf('{ kind: "../its own/mine.ts", period: 1s }')).toEqual(own);
    expect(managerOf("../its own/mine.ts:period=1s")).toEqual(own);
    expect(managerOf("../its own/mine.ts", "1s")).toEqual(own);
    expect(managerOf("../its own/mine.ts")).toEqual({ ...own, periodNs: 10e9 });
    expect(managerOf("C:\\mine.cjs:period=1s").parameters).toEqual({ module: "C:\\mine.cjs" });
    expect(managerOf("{ module: anything }").parameters).toEqual({ module: "anything" });
  });
});
