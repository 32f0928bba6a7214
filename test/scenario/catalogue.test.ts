import { expect, it } from "vitest";
import { catalogue } from "../../src/catalogue.ts";
import { buildScenario } from "../../src/scenario/build.ts";
import { scenarioJsonSchema } from "../../src/scenario/schema.ts";

it("everything there is can be named in a scenario", () => {
  const required: Record<string, object> = {
    trace: { file: "a.u32" },
    mix: { parts: [{ pattern: "uniform" }] },
    "working-set": { set: "1MiB" },
  };
  const patterns = catalogue.patterns
    .filter(({ name }) => name !== "series")
    .map(({ name }) => ({ pattern: name, for: "1s", ...required[name] }));
  const series = { pattern: "series", points: [{ at: 0, anonymous: "1GiB" }] };
  const vms = catalogue.policies
    .filter(({ guest }) => guest)
    .map(({ name }) => ({ name, memory: "1GiB", policy: name, workload: { phases: patterns } }));
  const disks = Object.fromEntries(catalogue.devices.map(({ name }) => [name, name]));
  const swapping = catalogue.devices.map(({ name }) => {
    return {
      name: `on ${name}`,
      memory: "1GiB",
      swap: { size: "1GiB", device: name },
      workload: { pattern: "uniform" },
    };
  });
  for (const manager of catalogue.managers) {
    for (const policy of catalogue.policies.filter(({ host }) => host)) {
      const host = { memory: "1GiB", policy: policy.name };
      const built = buildScenario(
        {
          version: 1,
          duration: "1min",
          devices: disks,
          host,
          manager: manager.name,
          vms: [...vms, ...swapping, { name: "series", memory: "2GiB", workload: series }],
        },
        catalogue,
      );
      expect(built.manager.kind).toBe(manager.name);
      expect(built.host.policy.kind).toBe(policy.name);
      expect(built.vms.map((vm) => vm.policy.kind).slice(0, vms.length)).toEqual(vms.map((vm) => vm.name));
      expect(built.devices.map((device) => device.name)).toEqual(catalogue.devices.map((device) => device.name));
      expect(built.vms[0]?.workload.phases.map((phase) => phase.pattern.kind)).toEqual(
        patterns.map(({ pattern }) => pattern),
      );
    }
  }
});

it("a JSON Schema can be made of everything there is", () => {
  const text = JSON.stringify(scenarioJsonSchema(catalogue));
  const policies = catalogue.policies.filter(({ guest, host }) => guest || host);
  for (const { name } of [...catalogue.managers, ...catalogue.patterns, ...policies])
    expect(text).toContain(`"${name}"`);
});
