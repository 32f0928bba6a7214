import { Guest } from "../state/guest";
import { BLOCKED, NEVER, VCPU } from "../time/actors";
import { Vcpu } from "./vcpu";

/** Stops a guest whole, vCPUs, driver and background reclaim, or lets it go on: time passes for it, and nothing else happens. */
export function setBlocked(guest: Guest, blocked: bool, now: u64): void {
  if (blocked === guest.blocked) return;
  guest.blocked = blocked;
  const actors = guest.host.actors;
  const clock = actors.clock;
  for (let actor: u32 = 0; actor < actors.count; actor++) {
    const record = actors.record[actor];
    const runs = actors.kind[actor] === VCPU;
    const owner = runs ? changetype<usize>(changetype<Vcpu>(record).guest) : record;
    if (owner !== changetype<usize>(guest) || clock[actor] === NEVER) continue;
    const stood = clock[actor] & ~BLOCKED;
    if (blocked) {
      clock[actor] = stood | BLOCKED;
    } else {
      clock[actor] = max(stood, now);
      if (runs) changetype<Vcpu>(record).blockedNs += clock[actor] - stood;
    }
  }
}
