// One file contains the library and its engine: nothing else is fetched, and no bundler is needed.
import { parseScenario, simulate, textReport } from "./node_modules/ballonet/dist/inline.js";

const scenario = parseScenario(`
version: 1
name: plain
duration: 30s
host: { memory: 1GiB, swap: 1GiB }
manager: proxmox
vms:
  - { name: idle, memory: 768MiB, workload: { memory: 512MiB, pattern: idle } }
  - { name: busy, memory: 768MiB, workload: { memory: 512MiB, pattern: zipf, think: 20us } }
`);
const result = await simulate(scenario);
document.querySelector("#report").textContent = textReport(result, { columns: 80, colour: false });
