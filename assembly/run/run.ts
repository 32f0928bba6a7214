import { step as stepDriver } from "../balloon/driver";
import { report } from "../balloon/report";
import { bury } from "../guest/lifecycle";
import { reclaimInBackground as reclaimInGuest } from "../guest/reclaim";
import { runVcpu, Vcpu } from "../guest/vcpu";
import { reclaimInBackground as reclaimInHost } from "../host/frames";
import { scanForSharing } from "../host/sharing";
import { unmerge } from "../host/unmerge";
import {
  BALLOON_DRIVER,
  BLOCKED,
  FREE_PAGE_REPORTING,
  GUEST_RECLAIM,
  NEVER,
  PAGE_SHARING,
  VCPU,
} from "../machine/actors";
import { Guest } from "../machine/guest";
import { Host } from "../machine/host";

/** Who acts next, and until when a vCPU may. */
@unmanaged
export class Schedule {
  /** The actor whose turn it is. */
  actor: u32;
  /** The vCPU's turn was interrupted because it had no references at hand; it goes on with the same limit. */
  interrupted: bool;
}

/** Finds the actor with the smallest clock, the first of equals, and sets the turn; false when nobody acts before `pause`. */
function choose(host: Host, schedule: Schedule, until: u64, pause: u64): bool {
  const vcpus = host.actors.clock.vcpus;
  const others = host.actors.clock.others;
  const turn = host.turn;
  const vcpu = vcpus.leastKey();
  const event = others.leastKey();
  const earliest = min(vcpu, event);
  if (earliest >= pause) return false;
  turn.now = earliest;
  turn.ends = false;
  if (vcpu <= event) vcpus.find();
  if (event <= vcpu) others.find();
  const isVcpu = vcpu < event || (vcpu === event && vcpus.first < others.first);
  schedule.actor = isVcpu ? vcpus.first : others.first;
  if (!isVcpu) return true;
  const limit = min(until, event);
  turn.limit = vcpus.second >= BLOCKED ? limit : min(limit, vcpus.second + host.quantumNs);
  return true;
}

/** One step of page sharing: towards more of it, or none. */
function stepSharing(host: Host): void {
  const sharing = host.sharing;
  if (sharing === null) return;
  if (sharing.unmerging) unmerge(host, sharing);
  else scanForSharing(host, sharing);
}

/**
 * Lets everybody act until `until`. Returns a vCPU that has no references left at hand, or null when the time has come; or, between
 * two turns, when nobody acts before `pause` any more (no later than `until`): a pause changes nothing in what happens.
 */
export function run(host: Host, schedule: Schedule, until: u64, pause: u64): Vcpu | null {
  const actors = host.actors;
  while (schedule.interrupted || choose(host, schedule, until, pause)) {
    const actor = schedule.actor;
    const kind = actors.kind[actor];
    const record = actors.record[actor];
    if (kind === VCPU) {
      const vcpu = changetype<Vcpu>(record);
      runVcpu(vcpu);
      actors.clock[actor] = host.turn.now;
      schedule.interrupted = vcpu.next === vcpu.end && !host.turn.ends && host.turn.now < host.turn.limit;
      if (host.somebodyDied) bury(host);
      if (vcpu.next === vcpu.end && actors.clock[actor] !== NEVER) return vcpu;
      continue;
    }
    if (kind === BALLOON_DRIVER) stepDriver(changetype<Guest>(record));
    else if (kind === GUEST_RECLAIM) reclaimInGuest(changetype<Guest>(record));
    else if (kind === PAGE_SHARING) stepSharing(host);
    else if (kind === FREE_PAGE_REPORTING) report(changetype<Guest>(record));
    else reclaimInHost(host);
    if (host.somebodyDied) bury(host);
  }
  return null;
}
