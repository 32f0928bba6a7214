import { buildScenario, figuresOf, simulate } from "ballonet";

const work = { memory: "512MiB", think: "20us" };
const scenario = buildScenario({
  version: 1,
  name: "vite",
  duration: "30s",
  host: { memory: "1GiB", swap: "1GiB" },
  manager: "proxmox",
  vms: [
    { name: "idle", memory: "768MiB", workload: { memory: "512MiB", pattern: "idle" } },
    { name: "busy", memory: "768MiB", workload: { ...work, pattern: "zipf" } },
  ],
});
const result = await simulate(scenario);
const answer = result.vms.map(({ name, slowdown }) => `${name} ${slowdown.toFixed(2)}×`).join(", ");
postMessage({ answer, sheet: figuresOf(result) });
