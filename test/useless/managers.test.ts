import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/catalogue.ts";
import { simulate } from "../../src/index.ts";
import { buildScenario } from "../../src/scenario/build.ts";
import { ScenarioError } from "../../src/scenario/problem.ts";
import { type Host, hosts } from "./managed-hosts.ts";
import { refused, settings, tries } from "./manager-parameters.ts";

/** Result of a host with a manager, as text, without the cost of the run. */
async function outcome(host: Host, manager: object): Promise<string> {
  const { run, scenario: _, ...rest } = await simulate(buildScenario({ ...hosts[host], manager }, catalogue));
  expect(run.references).toBeGreaterThan(0);
  return JSON.stringify(rest);
}

const parameters = catalogue.managers.flatMap(({ name, parameters: ofIt }) =>
  Object.keys(ofIt).map((parameter) => ({ name, parameter })),
);
const known = parameters.map(({ name, parameter }) => `${name} ${parameter}`);
const isTried = (one: string) => one in tries || one in refused;

const unchanged = new Map<string, Promise<string>>();

describe("every parameter of the memory managers", () => {
  it("is tried, or refused", () => {
    expect(known.filter((one) => !isTried(one))).toEqual([]);
    expect([tries, refused].flatMap(Object.keys).filter((one) => !known.includes(one))).toEqual([]);
  });

  it.each(parameters.filter(({ name, parameter }) => `${name} ${parameter}` in tries))(
    "$name: $parameter changes the result of a run",
    async ({ name, parameter }) => {
      const { host, beside, value } = tries[`${name} ${parameter}`] ?? {};
      const manager = { kind: name, ...settings[name], ...beside };
      const at = host ?? "plain";
      const key = JSON.stringify([at, manager]);
      const before = unchanged.get(key) ?? outcome(at, manager);
      unchanged.set(key, before);
      const after = await outcome(at, { ...manager, [parameter]: value });
      expect(after).not.toBe(await before);
    },
  );

  it.each(Object.entries(refused))("%s is refused", (one, { value, sentence }) => {
    const [kind = "", parameter = ""] = one.split(" ");
    const read = () => buildScenario({ ...hosts.plain, manager: { kind, [parameter]: value } }, catalogue);
    expect(read).toThrow(ScenarioError);
    expect(read).toThrow(sentence);
  });

  it("changes nothing when set to its default", async () => {
    const before = await outcome("plain", { kind: "proxmox", period: "20ms" });
    expect(await outcome("plain", { kind: "proxmox", period: "20ms", target: "80%", step: "100MiB" })).toBe(before);
  });
});
