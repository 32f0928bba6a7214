import { OWN } from "../machine/entry";
import { Guest } from "../machine/guest";
import { Host } from "../machine/host";
import { OTHER_PAGE, Pool } from "../machine/pool";
import { NONE } from "../memory/none";
import { RECLAIM_BATCH } from "./batch";

/** What a guest frame holds, as far as it matters to how well it compresses. */
function kindOf(host: Host, guestFrame: u32): u32 {
  const page = host.pageMappedTo(guestFrame);
  if (page === NONE || (host.states[page] & OWN) !== 0) return OTHER_PAGE;
  const guest = Guest.owning(host, guestFrame);
  return guest.content.kind(page - guest.firstPage);
}

/** Writes the oldest pages of a pool to their slots on the device until it accepts others again, but no more than a batch. */
function writeBack(host: Host, pool: Pool): void {
  for (let pages: u32 = 0; pages < RECLAIM_BATCH && pool.needed() > pool.accept; pages++) {
    const slot = pool.order.last();
    pool.remove(slot);
    host.turn.spend(pool.decompressNs);
    host.swap.write(host.turn, slot);
    host.counters.swapOuts++;
    host.counters.writtenBack++;
  }
}

/** Compresses the page of a guest frame that has just got a slot, into the pool; false when it must be written to the device. */
export function store(host: Host, pool: Pool, guestFrame: u32, slot: u32): bool {
  if (pool.needed() >= pool.most) pool.full = true;
  else if (pool.needed() <= pool.accept) pool.full = false;
  if (pool.full) {
    host.counters.uncompressed++;
    writeBack(host, pool);
    pool.fit(host.free);
    return false;
  }
  host.turn.spend(pool.compressNs);
  const size = pool.sizes[kindOf(host, guestFrame)];
  if (size > pool.keepBytes) {
    host.counters.uncompressed++;
    return false;
  }
  pool.add(slot, size);
  pool.fit(host.free);
  host.counters.compressed++;
  return true;
}

/** Decompresses the page of a slot if it is in the pool, where it stays as long as the slot is in use; false when it must be read from the device. */
export function load(host: Host, slot: u32): bool {
  const pool = host.pool;
  if (pool === null || !pool.has(slot)) return false;
  host.turn.spend(pool.decompressNs);
  host.counters.decompressed++;
  return true;
}

/** A slot is free: what is in the pool for it goes. */
export function discard(host: Host, slot: u32): void {
  const pool = host.pool;
  if (pool === null || !pool.has(slot)) return;
  pool.remove(slot);
  pool.fit(host.free);
}
