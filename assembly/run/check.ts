import { Vcpu } from "../guest/vcpu";
import { NONE } from "../memory/none";
import { BACKED, NUMBER, OWN, PRESENT, READY, REFERENCED, SWAPPED, WRITABLE, ZERO } from "../state/entry";
import { Guest } from "../state/guest";
import { GuestStatus } from "../state/guest-counters";
import { Host } from "../state/host";
import { Pool } from "../state/pool";
import { MERGED, Sharing, UNSHARED, VOLATILE } from "../state/sharing";
import { Zram } from "../state/zram";
import { VCPU } from "../time/actors";
import { DelayKind } from "../time/delays";

/** Every page, frame and slot of a guest agrees with every other record of it. */
function checkGuest(guest: Guest): void {
  const host = guest.host;
  assert(guest.free.check() && guest.pinned.check() && guest.swap.check(), "guest: bitmaps and their counts disagree");
  let mapped: u32 = 0;
  let slotless: u32 = 0;
  let files: u32 = 0;
  let slots: u32 = 0;
  let dropped: u32 = 0;
  for (let page: u32 = 0; page < guest.pages; page++) {
    const entry = guest.entry(page);
    const guestFrame = entry & NUMBER;
    if ((entry & PRESENT) !== 0) {
      mapped++;
      assert(
        host.pageMappedTo(guestFrame) === guest.firstPage + page,
        "guest: frame does not hold the page mapped to it",
      );
      if (guest.hasCopy(page)) {
        slots++;
        assert(
          guest.swap.owner[guest.copySlot(page)] === guest.firstPage + page,
          "guest: copy's slot has another owner",
        );
      }
      if (guest.isFile(page)) files++;
      if (guest.isFile(page) || guest.hasCopy(page)) slotless++;
      const ready = (guest.states[page] & READY) !== 0;
      assert(
        !ready || (host.isBacked(guestFrame) && host.isAccessed(host.ownerOf(guestFrame))),
        "guest: page is ready, its frame is not",
      );
      const backed = (guest.states[page] & BACKED) !== 0;
      assert(
        !backed || (host.isWritable(guestFrame) && !guest.sampled.has(guestFrame - guest.firstFrame)),
        "guest: page says that its frame is backed, and not shared or sampled",
      );
      const writable = ready && (guest.states[page] & WRITABLE) !== 0;
      assert(!writable || !host.isShared(guestFrame), "guest: page can be written, its frame is shared");
    } else {
      assert((guest.states[page] & ~OWN) === 0, "guest: a page without a frame has marks");
      if ((entry & SWAPPED) !== 0) {
        slots++;
        assert(
          guest.swap.owner[guestFrame - guest.firstSlot] === guest.firstPage + page,
          "guest: slot has another owner",
        );
      } else if (entry !== 0) {
        dropped++;
        assert(guest.isFile(page), "guest: an anonymous page that was dropped");
      }
    }
  }
  assert(
    mapped === guest.mapped && slotless === guest.slotless && files === guest.mappedFilePages,
    "guest: counts of mapped pages",
  );
  assert(slots === guest.swap.used(), "guest: slots in use without a page");
  assert(dropped === guest.evicted.dropped, "guest: count of dropped pages");
  assert(guest.policy.check(mapped), "guest: its replacement policy is inconsistent");
  const reporting = guest.reporting;
  assert(reporting === null || reporting.check(guest.free), "guest: reported blocks, and free ones");
  const zram = guest.zram;
  if (zram !== null) checkZram(guest, zram);
  checkFrames(guest);
}

/** The compressed pages are those in swap, and have the frames that they need. */
function checkZram(guest: Guest, zram: Zram): void {
  let bytes: u64 = 0;
  for (let page: u32 = 0; page < guest.pages; page++) {
    if ((guest.entry(page) & SWAPPED) !== 0) bytes += zram.packing.sizes[guest.kindOf(page)];
  }
  assert(bytes === zram.bytes && zram.packing.needed <= zram.limit, "zram: bytes of its pages");
  assert(
    zram.frames.check() && zram.frames.count === zram.packing.needed,
    "zram: frames that it does not need, or lacks",
  );
  for (let slot: u32 = 0; slot < zram.frames.count; slot++) {
    const frame = zram.frameOf(slot);
    assert(zram.frames.has(frame), "zram: its frames, and their order");
    assert(guest.host.ept[guest.firstFrame + frame] !== 0, "zram: a frame that the host keeps nothing for");
  }
  assert(guest.slotless === guest.mappedFilePages, "zram: a page with a copy");
}

/** Whether a guest frame is the first of a chain, or follows in it. */
function isInChain(host: Host, first: u32, guestFrame: u32): bool {
  const sharing = host.sharing;
  let at = first;
  while (at !== guestFrame && at !== NONE) at = sharing === null ? NONE : sharing.next[at];
  return at === guestFrame;
}

/** How many guest frames follow the first of a chain. Their EPT entries are the same, but only the first may have the accessed mark. */
function followers(host: Host, first: u32): u32 {
  const sharing = host.sharing;
  if (sharing === null) return 0;
  let count: u32 = 0;
  for (let at = sharing.next[first]; at !== NONE; at = sharing.next[at]) {
    assert(host.ept[at] === (host.ept[first] & ~REFERENCED), "shared frame: its guest frames are not together");
    count++;
  }
  return count;
}

function one(condition: bool): u32 {
  return condition ? 1 : 0;
}

/** Every guest frame is exactly one of free, kernel, mapped, pinned; what the host keeps for it agrees both ways. */
function checkFrames(guest: Guest): void {
  const host = guest.host;
  let holding: u32 = 0;
  let backed: u32 = 0;
  let swapped: u32 = 0;
  const booted = guest.status !== GuestStatus.NotBooted;
  for (let frame: u32 = 0; frame < guest.frames; frame++) {
    const guestFrame = guest.firstFrame + frame;
    const holds = host.holds[guestFrame] !== NONE;
    const kernel = guest.status === GuestStatus.Running && frame < guest.kernel;
    if (holds) holding++;
    if (guest.status === GuestStatus.Running) {
      const zram = guest.zram;
      const compressed = zram === null ? false : zram.frames.has(frame);
      const states =
        one(holds) + one(kernel) + one(compressed) + one(guest.free.has(frame)) + one(guest.pinned.has(frame));
      assert(states === 1, "guest frame: not exactly one of free, kernel, mapped, pinned, or compressed memory's");
    }
    const entry = host.ept[guestFrame];
    const reporting = guest.reporting;
    assert(
      entry === 0 || reporting === null || !reporting.covers(guest.free, frame),
      "guest frame: reported, and the host still keeps something for it",
    );
    assert(booted || entry === 0, "guest frame: kept by the host before its guest has booted");
    if ((entry & PRESENT) !== 0) {
      backed++;
      assert(isInChain(host, host.owner[entry & NUMBER], guestFrame), "guest frame: its host frame has another owner");
      assert(!guest.pinned.has(frame), "guest frame: pinned, and still backed");
    } else if (entry === ZERO) {
      assert(!guest.pinned.has(frame), "guest frame: pinned, and still mapped to zeroes");
    } else if ((entry & SWAPPED) !== 0) {
      swapped++;
      assert(
        isInChain(host, host.swap.owner[entry & NUMBER], guestFrame),
        "guest frame: its host slot has another owner",
      );
      assert(!guest.pinned.has(frame), "guest frame: pinned, and still in host swap");
    }
  }
  assert(holding === guest.mapped, "guest: frames that hold a page, and mapped pages");
  assert(backed === guest.backed && swapped === guest.hostSwapped, "guest: counts of backed and host-swapped frames");
}

/** What the scanner keeps of guest frames agrees with its counts, and with what is shared. */
function checkScanner(host: Host, sharing: Sharing): void {
  let volatiles: u32 = 0;
  let unshared: u32 = 0;
  let zeroed: u32 = 0;
  for (let guestFrame: u32 = 0; guestFrame < host.framesDealt; guestFrame++) {
    volatiles += one(sharing.is(guestFrame, VOLATILE));
    unshared += one(sharing.is(guestFrame, UNSHARED));
    zeroed += one(host.ept[guestFrame] === ZERO);
    const shared = host.isBacked(guestFrame) && host.isShared(guestFrame);
    assert(!shared || sharing.is(guestFrame, MERGED), "guest frame: shared, and the scanner does not know");
  }
  assert(volatiles === sharing.volatiles && unshared === sharing.unshared, "scanner: counts of what it has found");
  assert(zeroed === sharing.zeroed, "host: count of guest frames mapped to zeroes");
}

/** The compressed pages are those of slots in use, and their bytes fill the pool's frames. */
function checkPool(host: Host, pool: Pool): void {
  let pages: u32 = 0;
  let bytes: u64 = 0;
  for (let slot: u32 = 0; slot < host.swap.slots; slot++) {
    if (!pool.has(slot)) continue;
    assert(!host.swap.free.has(slot), "pool: a page for a free slot");
    pages++;
    bytes += pool.bytesIn(slot);
  }
  assert(pool.frames.check(), "pool: bitmap is inconsistent");
  const parts: u32 = pool.guestShare > 0 ? host.guestCount : 1;
  for (let part: u32 = 0; part < parts; part++) {
    let ofPart: u64 = 0;
    const end = pool.slots + part;
    for (let slot = pool.order.behind(end); slot !== end; slot = pool.order.behind(slot)) {
      assert(pool.has(slot) && pool.part[slot] === <u16>part, "pool: order and parts");
      assert(pool.order.before(pool.order.behind(slot)) === slot, "pool: order is inconsistent");
      ofPart += pool.bytesIn(slot);
    }
    assert(ofPart === pool.partBytes[part], "pool: bytes of a part");
  }
  assert(pages === pool.pages && bytes === pool.packing.bytes, "pool: counts of pages and bytes");
  assert(pool.frames.count === pool.packing.needed, "pool: frames that it does not need, or lacks");
}

/** The delays of a guest's vCPUs add up to their waiting time. */
function checkDelays(host: Host): void {
  const actors = host.actors;
  for (let index: u32 = 0; index < host.guestCount; index++) {
    const guest = Guest.at(host, index);
    let stalled: u64 = 0;
    for (let actor: u32 = 0; actor < actors.count; actor++) {
      if (actors.kind[actor] !== VCPU) continue;
      const vcpu = changetype<Vcpu>(actors.record[actor]);
      if (vcpu.guest === guest) stalled += vcpu.stallNs;
    }
    const delays = guest.delays;
    assert(
      delays.total() - delays.ns[DelayKind.GuestFault] === stalled,
      "guest: its delays by kind, and its stall time",
    );
  }
}

/** Checks every invariant and aborts at the first that is broken. Does nothing in the release build. */
export function check(host: Host): void {
  if (ASC_NO_ASSERT) return;
  assert(host.free.check() && host.swap.check(), "host: bitmaps and their counts disagree");
  assert(host.actors.clock.check(), "actors: the least of their clocks");
  const sharing = host.sharing;
  const pool = host.pool;
  checkDelays(host);
  let owned: u32 = 0;
  let shared: u32 = 0;
  let onShared: u32 = 0;
  let followed: u32 = 0;
  for (let frame: u32 = 0; frame < host.frames; frame++) {
    const guestFrame = host.owner[frame];
    const pooled = pool === null ? false : pool.frames.has(frame);
    assert(
      one(guestFrame !== NONE) + one(host.free.has(frame)) + one(pooled) === 1,
      "host frame: not exactly one of free, owned, the pool's",
    );
    if (guestFrame === NONE) continue;
    owned++;
    assert(
      (host.ept[guestFrame] & ~REFERENCED) === (PRESENT | frame),
      "host frame: its guest frame is backed by another",
    );
    const others = followers(host, guestFrame);
    followed += others;
    if (sharing === null || (others === 0 && sharing.sharers[frame] === 0)) continue;
    shared++;
    onShared += others + 1;
    assert(<u32>sharing.sharers[frame] === others + 1, "host frame: its count of sharers");
  }
  let backed: u32 = 0;
  let ofGuests: u32 = 0;
  let swapped: u32 = 0;
  for (let index: u32 = 0; index < host.guestCount; index++) {
    const guest = Guest.at(host, index);
    checkGuest(guest);
    backed += guest.backed;
    ofGuests += guest.shared;
    swapped += guest.hostSwapped;
  }
  assert(backed === owned + followed, "host: frames in use, and guest frames backed");
  assert(ofGuests === onShared, "host: guest frames on shared host frames");
  if (sharing !== null) {
    assert(shared === sharing.shared && followed === sharing.sharing, "host: counts of shared frames");
    checkScanner(host, sharing);
  }
  if (pool !== null) checkPool(host, pool);
  let inSlots: u32 = 0;
  for (let slot: u32 = 0; slot < host.swap.slots; slot++) {
    if (!host.swap.free.has(slot)) inSlots += 1 + followers(host, host.swap.owner[slot]);
  }
  assert(swapped === inSlots, "host: slots in use, and guest frames swapped");
  assert(host.policy.check(owned), "host: its replacement policy is inconsistent");
}
