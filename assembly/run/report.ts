import { Vcpu } from "../guest/vcpu";
import { release } from "../host/frames";
import { NONE } from "../memory/none";
import { Guest } from "../state/guest";
import { ACTIVE, IDLE, REQUESTED, Reporting } from "../state/reporting";
import { NEVER, VCPU } from "../time/actors";

/** Whether a pass may begin: the guest has enough free memory without the blocks of one report. */
function mayBegin(guest: Guest, reporting: Reporting): bool {
  return guest.free.count > guest.low + (reporting.capacity << reporting.order);
}

/** Reports free blocks to the host, up to one report, and returns the cost; the pass ends when no block is left. */
function reportSome(guest: Guest, reporting: Reporting): u64 {
  const host = guest.host;
  let cost: u64 = 0;
  let blocks: u32 = 0;
  while (blocks < reporting.capacity) {
    const head = reporting.budget > 0 ? reporting.next(guest.free) : NONE;
    if (head === NONE) {
      if (reporting.budget === 0 && reporting.next(guest.free) !== NONE) reporting.state = REQUESTED;
      reporting.enter(reporting.list + 1);
      if (reporting.list <= reporting.largest) continue;
      reporting.passing = false;
      break;
    }
    const pages = (<u32>1) << reporting.list;
    for (let frame = head; frame < head + pages; frame++) release(host, guest, guest.firstFrame + frame);
    reporting.flag(head);
    reporting.cursor = head + pages;
    guest.counters.reported += pages;
    cost += host.costs.reportRange + host.costs.reportPage * pages;
    blocks++;
  }
  if (blocks === reporting.capacity) reporting.budget--;
  return cost;
}

/** The worker runs on a vCPU of the guest: if all vCPUs are busy, one of them loses the time, each in turn. */
function takeTime(guest: Guest, reporting: Reporting, ns: u64): void {
  const actors = guest.host.actors;
  const first = reporting.actor + 1;
  let vcpus: u32 = 0;
  for (; first + vcpus < actors.count && actors.kind[first + vcpus] === VCPU; vcpus++) {
    if (actors.clock[first + vcpus] === NEVER) return;
  }
  if (vcpus === 0) return;
  const actor = first + (reporting.nextVcpu % vcpus);
  reporting.nextVcpu++;
  actors.clock[actor] += ns;
  changetype<Vcpu>(actors.record[actor]).ranNs += ns;
}

/** One step of a guest's reporting worker: one report, as in Linux's mm/page_reporting.c. */
export function report(guest: Guest): void {
  const reporting = guest.reporting;
  if (reporting === null) return;
  const turn = guest.host.turn;
  const clock = guest.host.actors.clock;
  if (!reporting.passing) {
    reporting.state = ACTIVE;
    reporting.passing = mayBegin(guest, reporting);
    reporting.enter(reporting.order);
  }
  if (reporting.passing) {
    const cost = reportSome(guest, reporting);
    turn.pass(cost);
    guest.counters.reportingNs += cost;
    if (cost > 0) takeTime(guest, reporting, cost);
  }
  clock[reporting.actor] = turn.now;
  if (reporting.passing) return;
  if (reporting.state === REQUESTED) {
    clock[reporting.actor] = turn.now + reporting.delayNs;
  } else {
    reporting.state = IDLE;
    clock[reporting.actor] = NEVER;
  }
}
