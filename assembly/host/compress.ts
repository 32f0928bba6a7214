import { NONE } from "../memory/none";
import { Guest } from "../state/guest";
import { Host } from "../state/host";
import { OTHER_PAGE } from "../state/packing";
import { Pool } from "../state/pool";
import { DelayKind } from "../time/delays";
import { RECLAIM_BATCH } from "./batch";

/** What a guest frame holds, as far as it matters to how well it compresses. */
function kindOf(host: Host, guest: Guest, guestFrame: u32): u32 {
  const page = host.pageMappedTo(guestFrame);
  return page === NONE ? OTHER_PAGE : guest.kindOf(page - guest.firstPage);
}

/** Writes the oldest page of a part of the pool to its slot on the device; false when there is none. */
function writeOldest(host: Host, pool: Pool, part: u32): bool {
  const slot = pool.oldest(part);
  if (slot === NONE) return false;
  pool.remove(slot);
  host.turn.spend(pool.decompressNs, DelayKind.HostCompression);
  host.swap.write(host.turn, slot, DelayKind.HostReclaim);
  host.counters.swapOuts++;
  host.compression.writtenBack++;
  return true;
}

/** Compresses the page of a guest frame that has just got a slot, into the pool; false when it must be written to the device. */
export function store(host: Host, pool: Pool, guestFrame: u32, slot: u32): bool {
  const guest = Guest.owning(host, guestFrame);
  if (!guest.mayCompress) return false;
  const part = pool.guestShare > 0 ? guest.index : 0;
  if (pool.packing.needed >= pool.most) pool.full = true;
  else if (pool.packing.needed <= pool.accept) pool.full = false;
  if (pool.full) {
    host.compression.uncompressed++;
    for (let pages: u32 = 0; pages < RECLAIM_BATCH && pool.packing.needed > pool.accept; pages++) {
      if (!writeOldest(host, pool, part)) break;
    }
    pool.fit(host.free);
    return false;
  }
  host.turn.spend(pool.compressNs, DelayKind.HostCompression);
  const kindOfPage = kindOf(host, guest, guestFrame);
  const size = pool.packing.sizes[kindOfPage];
  if (size > pool.keepBytes) {
    host.compression.uncompressed++;
    return false;
  }
  if (pool.guestShare > 0) {
    const most = max(1, <u64>(<f64>guest.frames * pool.guestShare)) * pool.pageBytes;
    while (pool.partBytes[part] + size > most) writeOldest(host, pool, part);
  }
  pool.add(slot, kindOfPage, part);
  pool.fit(host.free);
  host.compression.compressed++;
  return true;
}

/** Decompresses the page of a slot if it is in the pool, where it stays as long as the slot is in use; false when it must be read from the device. */
export function load(host: Host, slot: u32): bool {
  const pool = host.pool;
  if (pool === null || !pool.has(slot)) return false;
  host.turn.spend(pool.decompressNs, DelayKind.HostCompression);
  host.compression.decompressed++;
  return true;
}

/** A slot is free: what is in the pool for it goes. */
export function discard(host: Host, slot: u32): void {
  const pool = host.pool;
  if (pool === null || !pool.has(slot)) return;
  pool.remove(slot);
  pool.fit(host.free);
}
