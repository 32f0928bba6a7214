import { Arena } from "../memory/arena";
import { Bitmap } from "../memory/bitmap";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";
import { DelayKind } from "../time/delays";
import { Turn } from "../time/turn";
import { Device } from "./device";
import { Window } from "./window";

/** Slots handed out near each other, as Linux's swap allocator does (mm/swapfile.c, SWAPFILE_CLUSTER). */
const CLUSTER: u32 = 256;

/**
 * A swap area: a stretch of a device cut into slots of a page.
 *
 *     device         …  │position                         position + slots│ …
 *     free              │1101…0│0000…0│1111…1│ …          a bit a slot
 *     freeInCluster     │ 200  │ 0    │ 256  │ …          by clusters of CLUSTER slots
 *     wholeClusters     │ 0    │ 0    │ 1    │ …          a bit a cluster: all of it is free
 *     owner             │ page of each slot that is not free
 */
@unmanaged
export class SwapArea {
  /** @border */
  slots: u32;
  /** Pages read at a fault at most, a power of two. */
  readahead: u32;
  /** How far is read ahead now. */
  window: Window;
  /** The pages, or guest frames, that a fault reads beside the one it wants, and how many they are. */
  near: Column<u32>;
  nearCount: u32;
  /** The slots of the read that is being put together, ascending, and how many they are. */
  private batch: Column<u32>;
  batched: u32;
  device: Device;
  /** Where slot 0 lies on the device. */
  position: u64;
  /** @border */
  free: Bitmap;
  /** Clusters that are wholly free. */
  private wholeClusters: Bitmap;
  private freeInCluster: Column<u16>;
  /** Who is in each slot that is not free. */
  owner: Column<u32>;
  /** The slot taken last; `NONE` before the first. */
  private latest: u32;

  static create(slots: u32, owner: Column<u32>, device: Device, readahead: u32): SwapArea {
    const area = changetype<SwapArea>(Arena.take(offsetof<SwapArea>()));
    const free = Bitmap.create(slots);
    const clusters = (slots + CLUSTER - 1) / CLUSTER;
    const wholeClusters = Bitmap.create(clusters);
    const freeInCluster = Column.create<u16>(clusters);
    const window = Window.create();
    const near = Column.create<u32>(readahead);
    const batch = Column.create<u32>(readahead);
    if (!Arena.fits()) return area;
    area.slots = slots;
    area.readahead = readahead;
    area.device = device;
    area.position = device.endPosition;
    device.endPosition += slots;
    area.free = free;
    free.addAll();
    area.wholeClusters = wholeClusters;
    wholeClusters.addAll();
    area.freeInCluster = freeInCluster;
    for (let cluster: u32 = 0; cluster < clusters; cluster++) freeInCluster[cluster] = <u16>area.size(cluster);
    area.owner = owner;
    area.window = window;
    area.near = near;
    area.batch = batch;
    area.latest = NONE;
    return area;
  }

  private size(cluster: u32): u32 {
    return min(CLUSTER, this.slots - cluster * CLUSTER);
  }

  /** Takes a slot for `owner`; there must be a free one. */
  take(owner: u32): u32 {
    if (!ASC_NO_ASSERT) assert(this.free.count > 0, "swap area: no free slot");
    let slot = NONE;
    if (this.latest !== NONE) {
      const cluster = this.latest / CLUSTER;
      slot = this.free.lowestWithin(this.latest + 1, cluster * CLUSTER + this.size(cluster));
    }
    if (slot === NONE) {
      const cluster = this.wholeClusters.lowest();
      slot = cluster !== NONE ? cluster * CLUSTER : this.free.lowest();
    }
    const cluster = slot / CLUSTER;
    if (this.freeInCluster[cluster] === <u16>this.size(cluster)) this.wholeClusters.remove(cluster);
    this.freeInCluster[cluster]--;
    this.free.remove(slot);
    this.owner[slot] = owner;
    this.latest = slot;
    return slot;
  }

  give(slot: u32): void {
    const cluster = slot / CLUSTER;
    this.free.add(slot);
    if (++this.freeInCluster[cluster] === <u16>this.size(cluster)) this.wholeClusters.add(cluster);
  }

  @inline
  used(): u32 {
    return this.slots - this.free.count;
  }

  /** Whether a page read from its slot should give the slot up at once: fewer than half are free. */
  @inline
  scarce(): bool {
    return this.free.count < this.slots - this.free.count;
  }

  /** Begins a read, of this slot so far. */
  want(slot: u32): void {
    this.batch[0] = slot;
    this.batched = 1;
    this.nearCount = 0;
  }

  /** Whether the slot is in the read. */
  reads(slot: u32): bool {
    for (let index: u32 = 0; index < this.batched; index++) {
      if (this.batch[index] === slot) return true;
    }
    return false;
  }

  /** Adds a slot to the read. */
  addToRead(slot: u32): void {
    const batch = this.batch;
    let index = this.batched++;
    for (; index > 0 && batch[index - 1] > slot; index--) batch[index] = batch[index - 1];
    batch[index] = slot;
  }

  /** Reads the slots, those near each other in one request; the turn's time becomes the end of the last. */
  read(turn: Turn, kind: DelayKind): void {
    const batch = this.batch;
    let first = batch[0];
    let pages: u32 = 1;
    for (let index: u32 = 1; index < this.batched; index++, pages++) {
      if (batch[index] - first < this.readahead) continue;
      this.device.ask(turn, this.position + first, pages);
      first = batch[index];
      pages = 0;
    }
    this.device.ask(turn, this.position + first, pages);
    this.device.wait(turn, kind);
  }

  write(turn: Turn, slot: u32, kind: DelayKind): void {
    this.device.write(turn, this.position + slot, kind);
  }

  /** Whether bitmaps and cluster counts agree. */
  check(): bool {
    if (!this.free.check() || !this.wholeClusters.check()) return false;
    for (let cluster: u32 = 0; cluster * CLUSTER < this.slots; cluster++) {
      let free: u32 = 0;
      for (let slot = cluster * CLUSTER; slot < cluster * CLUSTER + this.size(cluster); slot++) {
        if (this.free.has(slot)) free++;
      }
      if (free !== <u32>this.freeInCluster[cluster]) return false;
      if (this.wholeClusters.has(cluster) !== (free === this.size(cluster))) return false;
    }
    return true;
  }
}
