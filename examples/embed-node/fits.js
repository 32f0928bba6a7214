import { buildScenario, simulate } from "ballonet";

/** The scenario's entry for an existing VM or the candidate. */
const vm = ({ name, memory, used, pattern = "zipf" }) => ({
  name,
  memory,
  swap: "2GiB",
  balloon: { minimum: "25%" },
  workload: { memory: used, warm: "100%", pattern, think: "20us" },
});

/**
 * Does this VM fit on the host? Simulates the host with it for two minutes. The VM fits if no VM, itself included, is slowed down by more than
 * 5 % or killed. Throws a `ScenarioError` that says what is wrong with the request.
 */
export async function fits({ host, vms, candidate }) {
  const scenario = buildScenario({
    version: 1,
    name: "fits",
    duration: "2min",
    host: { memory: host.memory, swap: host.swap ?? host.memory },
    manager: host.manager ?? "proxmox",
    vms: [...vms, candidate].map(vm),
  });
  const result = await simulate(scenario);
  const harmed = result.vms.filter(({ state, slowdown }) => state !== "running" || slowdown > 1.05);
  return {
    fits: harmed.length === 0,
    overcommit: result.host.overcommitRatio,
    vms: result.vms.map(({ name, state, slowdown }) => ({ name, state, slowdown })),
  };
}
