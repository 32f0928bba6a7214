import { bury } from "../guest/lifecycle";
import { reclaimInBackground as reclaimInGuest } from "../guest/reclaim";
import { Vcpu } from "../guest/vcpu";
import { reclaimInBackground as reclaimInHost } from "../host/frames";
import { scanForSharing } from "../host/sharing";
import { unmerge } from "../host/unmerge";
import { Guest } from "../state/guest";
import { Host } from "../state/host";
import { BALLOON_DRIVER, BLOCKED, FREE_PAGE_REPORTING, GUEST_RECLAIM, NEVER, PAGE_SHARING } from "../time/actors";
import { step as stepDriver } from "./driver";
import { report } from "./report";

/** What a run leaves for the next one. */
@unmanaged
export class Schedule {
  /** The vCPU whose turn was interrupted because it had no references at hand; it goes on with the same limit. */
  interrupted: Vcpu | null;
}

/** Starts the turn of the vCPU with the smallest clock, if it acts before all actors that are no vCPUs; null: it does not. */
function nextVcpu(host: Host, event: u64, until: u64): Vcpu | null {
  const actors = host.actors;
  const vcpus = actors.clock.vcpus;
  const now = vcpus.least;
  if (now > event) return null;
  const vcpu = changetype<Vcpu>(actors.vcpu[vcpus.first]);
  if (now === event && vcpu.actor > actors.clock.others.first()) return null;
  const second = vcpus.second();
  const turn = host.turn;
  turn.begin(now);
  const limit = min(until, event);
  turn.limit = second >= BLOCKED ? limit : min(limit, second + host.quantumNs);
  return vcpu;
}

/** One step of the scanner of page sharing, which shares frames or copies them apart. */
function stepSharing(host: Host): void {
  const sharing = host.sharing;
  if (sharing === null) return;
  if (sharing.unmerging) unmerge(host, sharing);
  else scanForSharing(host, sharing);
}

/** Lets an actor act that is no vCPU. */
function act(host: Host, actor: u32): void {
  const kind = host.actors.kind[actor];
  const record = host.actors.record[actor];
  if (kind === BALLOON_DRIVER) stepDriver(changetype<Guest>(record));
  else if (kind === GUEST_RECLAIM) reclaimInGuest(changetype<Guest>(record));
  else if (kind === PAGE_SHARING) stepSharing(host);
  else if (kind === FREE_PAGE_REPORTING) report(changetype<Guest>(record));
  else reclaimInHost(host);
}

/**
 * Runs turns until all clocks have reached `until`: the actor with the smallest clock is next, the lowest number when clocks are equal.
 * Returns a vCPU that needs references, or null at the end. It also returns null between two turns when no actor acts before `pause`, which
 * is no later than `until`; a pause does not change the simulation.
 */
export function run(host: Host, schedule: Schedule, until: u64, pause: u64): Vcpu | null {
  const turn = host.turn;
  const clock = host.actors.clock;
  let vcpu = schedule.interrupted;
  schedule.interrupted = null;
  while (true) {
    if (vcpu === null) {
      clock.vcpus.settle();
      const event = clock.others.leastKey();
      if (min(clock.vcpus.least, event) >= pause) return null;
      vcpu = nextVcpu(host, event, until);
      if (vcpu === null) {
        turn.begin(event);
        act(host, clock.others.first());
        if (host.somebodyDied) bury(host);
        continue;
      }
    }
    vcpu.run();
    clock.vcpus.setKey(vcpu.number, turn.now);
    const needsReferences = vcpu.next === vcpu.end;
    if (needsReferences && !turn.ends && turn.now < turn.limit) schedule.interrupted = vcpu;
    if (host.somebodyDied) bury(host);
    if (needsReferences && clock.vcpus.key(vcpu.number) !== NEVER) return vcpu;
    vcpu = null;
  }
}
