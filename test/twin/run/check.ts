import type { GuestFrame, TwinGuest } from "../guest/guest.ts";
import type { TwinHost } from "../host/host.ts";

/** Walks law 1, conservation: every frame and slot has exactly one use, and all maps agree in both directions. */
export function checkConservation(host: TwinHost): void {
  for (const guest of host.guests) {
    checkFrames(guest);
    checkPages(guest);
    checkBacking(host, guest);
    checkDelays(guest);
  }
  checkHostFrames(host);
}

function must(holds: boolean, law: string): void {
  if (!holds) throw new Error(`Law 1 is broken: ${law}.`);
}

function sameSet(one: readonly number[], other: readonly number[]): boolean {
  const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b).join();
  return sorted(one) === sorted(other);
}

function checkFrames(guest: TwinGuest): void {
  const { vm, frames, policy } = guest;
  const counted = (kind: string) => frames.filter((frame) => frame.kind === kind).length;
  const kernel = guest.up ? vm.kernelPages : 0;
  must(counted("taken") === 0, `VM ${guest.index} has a frame that was taken and not mapped`);
  must(
    frames.slice(0, kernel).every((frame) => frame.kind === "kernel") && counted("kernel") === kernel,
    `the kernel of VM ${guest.index} has lost a frame`,
  );
  frames.forEach((frame, number) => {
    if (frame.kind !== "mapped") return;
    const page = guest.pages[frame.page];
    must(page.kind === "mapped" && page.frame === number, `frame ${number} of VM ${guest.index} has a stranger's page`);
  });
  const mapped = frames.flatMap((frame, number) => (frame.kind === "mapped" ? [number] : []));
  const compressed = frames.flatMap((frame, number) => (frame.kind === "compressed" ? [number] : []));
  must(
    sameSet(guest.zram?.frames ?? [], compressed) && compressed.length === (guest.zram?.neededFrames ?? 0),
    `the compressed memory of VM ${guest.index} has not exactly the frames it needs`,
  );
  must(sameSet(policy.members, mapped), `the policy of VM ${guest.index} does not know exactly the mapped pages`);
  must(guest.up || counted("free") === frames.length, `VM ${guest.index} is down and uses memory`);
}

function checkPages(guest: TwinGuest): void {
  const slots: number[] = [];
  guest.pages.forEach((page, number) => {
    if (page.kind === "mapped") {
      const frame = guest.frames[page.frame];
      must(
        frame.kind === "mapped" && frame.page === number,
        `page ${number} of VM ${guest.index} is mapped to no frame`,
      );
    }
    const slot = page.kind === "mapped" ? page.copy : page.kind === "swapped" ? page.slot : null;
    if (slot === null) return;
    must(!guest.isFile(number), `file page ${number} of VM ${guest.index} has a swap slot`);
    must(guest.slots.owners[slot] === number, `slot ${slot} of VM ${guest.index} is not page ${number}'s`);
    must(guest.zram?.pages.has(slot) !== false, `page ${number} of VM ${guest.index} is not in compressed memory`);
    slots.push(slot);
  });
  const used = guest.slots.owners.flatMap((owner, slot) => (owner === null ? [] : [slot]));
  must(guest.zram === null || guest.zram.pages.size === used.length, `compressed memory of VM ${guest.index} is stale`);
  must(sameSet(slots, used), `a slot of VM ${guest.index} is in use for nobody`);
}

/** The vCPUs' waiting times by cause add up to their total waiting time. */
function checkDelays({ index, delays, counters }: TwinGuest): void {
  const stalls = [...delays].filter(([kind]) => kind !== "guestFault").map(([, ns]) => ns);
  const total = stalls.reduce((sum, ns) => sum + ns, 0);
  must(total === counters.stallNs, `the delays of VM ${index} are not its stall time`);
}

function checkBacking(host: TwinHost, guest: TwinGuest): void {
  guest.hostView.forEach((guestFrame, number) => {
    const { ept } = guestFrame;
    const where = `frame ${number} of VM ${guest.index}`;
    must(guest.up || ept.kind === "unbacked", `${where} is backed though the VM is down`);
    if (ept.kind === "backed")
      must(
        together(host.sharing?.onFrame.get(ept.hostFrame), host.frames[ept.hostFrame], guestFrame),
        `${where} is backed by a stranger's frame`,
      );
    if (ept.kind === "swapped")
      must(
        together(host.sharing?.inSlot.get(ept.slot), host.slots.owners[ept.slot], guestFrame),
        `${where} is in a stranger's slot`,
      );
    const { kind } = guest.frames[number];
    must(kind !== "pinned" || ept.kind === "unbacked", `${where} is pinned and backed`);
    must(kind === "free" || kind === "pinned" || ept.kind !== "unbacked", `${where} is in use and unbacked`);
  });
}

/** Whether a guest frame is in a group whose first member is recorded as the owner; a single frame is its own owner. */
function together(all: readonly GuestFrame[] | undefined, owner: GuestFrame | null, guestFrame: GuestFrame): boolean {
  return all === undefined ? owner === guestFrame : all[0] === owner && all.includes(guestFrame);
}

function checkHostFrames(host: TwinHost): void {
  host.frames.forEach((owner, number) => {
    if (owner === null) return;
    must(owner.ept.kind === "backed" && owner.ept.hostFrame === number, `host frame ${number} backs nothing`);
  });
  host.slots.owners.forEach((owner, slot) => {
    if (owner === null) return;
    must(owner.ept.kind === "swapped" && owner.ept.slot === slot, `host slot ${slot} holds nothing`);
  });
  const used = host.frames.flatMap((owner, number) => (owner === null ? [] : [number]));
  must(sameSet(host.policy.members, used), "the host's policy does not know exactly the frames in use");
}
