import { NO_WATERMARKS } from "../../scenario/memory/watermarks.ts";
import type { Scenario, Vm } from "../../scenario/scenario.ts";

/** A manager that orders nothing, as a scenario that names none has it. */
const NO_MANAGER = { kind: "none", parameters: {}, periodNs: 10e9 };

/**
 * The same VMs on a roomy host: it has memory for all they may touch, takes nothing away from them, compresses and shares nothing, and their balloons stay
 * empty. Devices, seed, start and files are the same, so that what is left of a slowdown there is not overcommit's.
 */
export function roomyScenario(scenario: Scenario): Scenario {
  const { host, vms } = scenario;
  return {
    ...scenario,
    name: "roomy",
    description: "",
    manager: NO_MANAGER,
    host: {
      ...host,
      memoryPages: vms.reduce((sum, vm) => sum + vm.memoryPages, 0),
      reservedPages: 0,
      swap: { ...host.swap, pages: 0 },
      watermarks: NO_WATERMARKS,
      sharing: null,
      compression: null,
    },
    vms: vms.map(alone),
  };
}

/** The driver stays, since with some kinds of balloon the host backs memory at another cost. */
function alone(vm: Vm): Vm {
  return { ...vm, balloon: vm.balloon === null ? null : { ...vm.balloon, startPages: 0 }, reporting: null };
}
