import { noManager } from "../../scenario/manager/manager.ts";
import { NO_WATERMARKS } from "../../scenario/memory/watermarks.ts";
import type { Scenario, Vm } from "../../scenario/scenario.ts";

/**
 * The same VMs on a roomy host: it has memory for all pages they may touch, never reclaims, compresses or shares, and balloons stay empty. Devices,
 * seed, start and files are the same, so that any slowdown there is not caused by overcommit.
 */
export function roomyScenario(scenario: Scenario): Scenario {
  const { host, vms } = scenario;
  return {
    ...scenario,
    name: "roomy",
    description: "",
    manager: noManager(),
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

/** Keeps the balloon driver, since the kind of balloon can change the cost of backing memory. */
function alone(vm: Vm): Vm {
  return { ...vm, balloon: vm.balloon === null ? null : { ...vm.balloon, startPages: 0 }, reporting: null };
}
