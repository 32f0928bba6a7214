import { fileURLToPath } from "node:url";
import { loadScenario, simulate } from "../dist/index.node.js";

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Runs a validation's scenario with overrides such as `{ "host.memory": "24GiB" }`. */
export async function run(url, settings = {}) {
  const overrides = Object.entries(settings).map(([path, value]) => ({ path, value: String(value) }));
  const { scenario, traces } = await loadScenario(fileURLToPath(url), { overrides });
  return simulate(scenario, { traces });
}

/** Pages of a result as `1.25 GiB`. */
export function gib(result, pages) {
  return `${((pages * result.scenario.pageBytes) / GIB).toFixed(2)} GiB`;
}

/** Pages of a result as `12 MiB`. */
export function mib(result, pages) {
  return `${Math.round((pages * result.scenario.pageBytes) / MIB)} MiB`;
}

/** `1.25×`. */
export function times(ratio) {
  return `${ratio.toFixed(2)}×`;
}

/** The VM with this name. */
export function vm(result, name) {
  const found = result.vms.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no VM named ${name}`);
  return found;
}
