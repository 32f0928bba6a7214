import { buildScenario, simulate } from "ballonet";

/** What a VM that stands on the host, or shall come to it, looks like to the simulation. */
const vm = ({ name, memory, used, pattern = "zipf" }) => ({
  name,
  memory,
  swap: "2GiB",
  balloon: { minimum: "25%" },
  workload: { memory: used, warm: "100%", pattern, think: "20us" },
});

/**
 * Does this VM fit on the host? Runs the host with it for two minutes of simulated time, and says yes as long as nobody, itself included, is slowed
 * down by more than 5 % or killed. Throws a `ScenarioError` that says what is wrong with the question.
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
