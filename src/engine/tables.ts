import type { Handle } from "./abi.ts";
import type { GuestSize } from "./assemble.ts";
import type { MachineExports } from "./machine-abi.ts";

/** Where a page of a guest is. */
export type PagePlace =
  | { readonly kind: "absent" }
  | { readonly kind: "swapped"; readonly slot: number }
  /** `copy`: the slot that still holds the same content; `null`: none. */
  | {
      readonly kind: "mapped";
      readonly frame: number;
      readonly copy: number | null;
      readonly accessed: boolean;
      readonly dirty: boolean;
    };

/** What stands behind a guest frame in the host. */
export type FramePlace =
  | { readonly kind: "unbacked" }
  | { readonly kind: "host-swapped"; readonly slot: number }
  | { readonly kind: "backed"; readonly hostFrame: number; readonly accessed: boolean };

/** A guest's page table and its part of the EPT. */
export interface GuestTables {
  readonly pages: readonly PagePlace[];
  readonly frames: readonly FramePlace[];
}

const PRESENT = 0x8000_0000;
const SWAPPED = 0x4000_0000;
const REFERENCED = 0x2000_0000;
const NUMBER = 0x1fff_ffff;
const COPY = 0x8000_0000;
const NONE = 0xffff_ffff;
const ACCESSED = 1;
const DIRTY = 2;

/** Copies a guest's tables out of the engine. */
export function readTables(engine: MachineExports, host: Handle, guest: Handle, size: GuestSize): GuestTables {
  const view = new DataView(engine.memory.buffer);
  const field = (record: Handle, offset: number) => view.getUint32(record + offset, true);
  const column = (base: number, index: number) => view.getUint32(base + 4 * index, true);
  const entries = field(host, engine.hostEntries);
  const holds = field(host, engine.hostHolds);
  const ept = field(host, engine.hostEpt);
  const states = field(guest, engine.guestStates);
  const firstPage = field(guest, engine.guestFirstPage);
  const firstFrame = field(guest, engine.guestFirstFrame);
  const firstSlot = field(guest, engine.guestFirstSlot);
  const page = (index: number): PagePlace => {
    const entry = column(entries, firstPage + index);
    const number = (entry & NUMBER) >>> 0;
    if ((entry & SWAPPED) !== 0) return { kind: "swapped", slot: number - firstSlot };
    if ((entry & PRESENT) === 0) return { kind: "absent" };
    // Inverted, as assembly/memory/unset.ts says.
    const held = ~column(holds, number) >>> 0;
    const state = view.getUint8(states + index);
    return {
      kind: "mapped",
      frame: number - firstFrame,
      copy: held !== NONE && (held & COPY) !== 0 ? ((held & ~COPY) >>> 0) - firstSlot : null,
      accessed: (state & ACCESSED) !== 0,
      dirty: (state & DIRTY) !== 0,
    };
  };
  const frame = (index: number): FramePlace => {
    const entry = column(ept, firstFrame + index);
    const number = (entry & NUMBER) >>> 0;
    if ((entry & SWAPPED) !== 0) return { kind: "host-swapped", slot: number };
    if ((entry & PRESENT) === 0) return { kind: "unbacked" };
    return { kind: "backed", hostFrame: number, accessed: (entry & REFERENCED) !== 0 };
  };
  return {
    pages: Array.from({ length: size.pages }, (_, index) => page(index)),
    frames: Array.from({ length: size.frames }, (_, index) => frame(index)),
  };
}
