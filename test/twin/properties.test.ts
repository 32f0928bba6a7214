import fc from "fast-check";
import { expect, it } from "vitest";
import { plays } from "../plays.ts";
import { TwinMachine } from "./machine.ts";
import { play, smallPlays } from "./scenario/script.ts";

it("keeps law 1 after every action of any script", () => {
  fc.assert(
    fc.property(smallPlays, ({ scenario, actions }) => {
      const machine = new TwinMachine(scenario);
      for (const action of actions) {
        play(machine, action);
        machine.check();
      }
    }),
    { numRuns: plays(300) },
  );
});

it("comes to the same state from the same script", () => {
  fc.assert(
    fc.property(smallPlays, ({ scenario, actions }) => {
      const [one, other] = [new TwinMachine(scenario), new TwinMachine(scenario)];
      for (const action of actions) play(one, action);
      for (const action of actions) play(other, action);
      expect(other.state()).toEqual(one.state());
    }),
    { numRuns: 30 },
  );
});

it("keeps every clock of the awake at or behind the end of a run, unless the VM is blocked", () => {
  fc.assert(
    fc.property(smallPlays, ({ scenario, actions }) => {
      const machine = new TwinMachine(scenario);
      for (const action of actions) {
        play(machine, action);
        if (action.kind !== "run") continue;
        const { vms: all, host, nowNs } = machine.state();
        const vms = all.filter(({ blocked }) => !blocked);
        const vcpus = vms.flatMap((vm) => vm.vcpus.filter((vcpu) => !vcpu.asleep).map((vcpu) => vcpu.clockNs));
        const others = [
          host.kswapdClockNs,
          ...vms.flatMap((vm) => [vm.driverClockNs, vm.kswapdClockNs, vm.reportingClockNs]),
        ];
        for (const clockNs of [...vcpus, ...others]) expect(clockNs ?? nowNs).toBeGreaterThanOrEqual(nowNs);
      }
    }),
    { numRuns: plays(100) },
  );
});
