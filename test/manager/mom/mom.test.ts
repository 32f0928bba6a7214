import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../../src/manager/manager.ts";
import { mom } from "../../../src/manager/mom/mom.ts";
import { vdsm } from "../../../src/manager/mom/vdsm.ts";
import { defaultsOf } from "../defaults.ts";
import { answer, snapshot, vmView } from "../snapshot.ts";

const GIB = 1024 ** 3;
const sharing = { running: true, pagesToScan: 100, sleepNs: 20e6, sharedPages: 5, sharingPages: 50 };

/** One VM of 4 GiB, 1 GiB of it free, on a host of 32 GiB. */
const at = (seconds: number, freeGib: number, differences: Partial<Snapshot> = {}): Snapshot => ({
  ...snapshot([vmView(0, { statistics: answer(GIB) })], { freeBytes: freeGib * GIB }),
  nowNs: seconds * 1e9,
  ...differences,
});

describe("MOM at its place", () => {
  const parameters = defaultsOf(mom);

  it("samples every 5 s and decides every 10", () => {
    const first = mom.decide(at(10, 16), mom.start(parameters), parameters);
    expect(first).toMatchObject({ targets: [], againNs: 5e9 });
    const between = mom.decide(at(15, 0, { periodic: false }), first.state, parameters);
    expect(between).toMatchObject({ targets: [], againNs: 5e9 });
    expect(between.state.memFree).toEqual([16 * 1024 ** 2, 0]);
  });

  it("decides by the mean: a host that has just run out is not short yet", () => {
    let state = mom.start(parameters);
    const targets = [16, 16, 0, 0, 0].map((freeGib, index) => {
      const decision = mom.decide(at(10 * (index + 1), freeGib), state, parameters);
      state = decision.state;
      return decision.targets.length;
    });
    // The means are 16, 16, 10.7, 8 and 6.4 GiB of 32; 20 % are 6.4, of which the mean must be below.
    expect(targets).toEqual([0, 0, 0, 0, 0]);
    expect(mom.decide(at(60, 0), state, parameters).targets).toEqual([
      { vm: 0, bytes: Math.trunc(4 * 1024 ** 2 * 0.95) * 1024 },
    ]);
  });

  it("leaves out a guest that does not tell everything, and forgets one that stops", () => {
    const silent = vmView(0, { statistics: { ...answer(GIB), swapInBytes: null } });
    const stopped = vmView(1, { running: false, statistics: answer(GIB) });
    const { targets, state } = mom.decide(at(10, 0, { vms: [silent, stopped] }), mom.start(parameters), parameters);
    expect(targets).toEqual([]);
    expect([...state.guests.keys()]).toEqual([0]);
  });

  it("tunes page sharing where the host has it", () => {
    const host = { ...at(10, 0).host, sharing };
    const decision = mom.decide(at(10, 0, { host }), mom.start(parameters), parameters);
    // 10 ms at 16 GiB are 5 ms at 32.
    expect(decision.sharing).toEqual({ running: true, unmerge: false, pagesToScan: 400, sleepNs: 5e6 });
  });
});

describe("VDSM at its place", () => {
  it("takes nothing by default, and shares pages with no less than 10 ms of sleep", () => {
    const parameters = defaultsOf(vdsm);
    const host = { ...at(15, 0).host, sharing };
    const { targets, sharing: ordered } = vdsm.decide(at(15, 0, { host }), vdsm.start(parameters), parameters);
    expect(targets).toEqual([]);
    expect(ordered).toMatchObject({ running: true, sleepNs: 10e6 });
  });

  it("unmerges first when sharing ends", () => {
    const parameters = { ...defaultsOf(vdsm), ksmEnabled: false };
    const host = { ...at(15, 0).host, sharing };
    const { sharing: ordered } = vdsm.decide(at(15, 0, { host }), vdsm.start(parameters), parameters);
    expect(ordered).toMatchObject({ running: false, unmerge: true });
  });
});
