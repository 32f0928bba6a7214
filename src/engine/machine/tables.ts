import { elementAt } from "../../list/element-at.ts";
import {
  ACCESSED,
  BACKED,
  COPY,
  DIRTY,
  type Guest,
  type Host,
  NONE,
  NUMBER,
  PRESENT,
  READY,
  REFERENCED,
  SWAPPED,
  ZERO,
} from "./machine.generated.ts";

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
  /** The host's page of zeroes. */
  | { readonly kind: "zero" }
  | { readonly kind: "host-swapped"; readonly slot: number }
  | { readonly kind: "backed"; readonly hostFrame: number; readonly accessed: boolean };

/** A guest's page table and its part of the EPT. */
export interface GuestTables {
  readonly pages: readonly PagePlace[];
  readonly frames: readonly FramePlace[];
}

/** Copies a guest's tables out of the engine. */
export function readTables(host: Host, guest: Guest): GuestTables {
  const { memory } = host;
  const { firstPage, firstFrame, firstSlot, pages, frames } = guest;
  const entries = memory.wordsOf(host.entries, firstPage + pages);
  const holds = memory.wordsOf(host.holds, firstFrame + frames);
  const ept = memory.wordsOf(host.ept, firstFrame + frames);
  const states = memory.bytesOf(guest.states, pages);
  const page = (index: number): PagePlace => {
    const entry = elementAt(entries, firstPage + index);
    const number = (entry & NUMBER) >>> 0;
    if ((entry & SWAPPED) !== 0) return { kind: "swapped", slot: number - firstSlot };
    if ((entry & PRESENT) === 0) return { kind: "absent" };
    // Inverted, as assembly/memory/unset.ts says.
    const held = ~elementAt(holds, number) >>> 0;
    const state = elementAt(states, index);
    return {
      kind: "mapped",
      frame: number - firstFrame,
      copy: held !== NONE && (held & COPY) !== 0 ? ((held & ~COPY) >>> 0) - firstSlot : null,
      accessed: (state & ACCESSED) !== 0,
      dirty: (state & DIRTY) !== 0,
    };
  };
  /** Frames whose accessed mark the page in them has (assembly/state/entry.ts). */
  const marked = new Set<number>();
  for (let index = 0; index < pages; index++) {
    const state = elementAt(states, index);
    if ((state & READY) !== 0 && (state & BACKED) !== 0) {
      marked.add((elementAt(entries, firstPage + index) & NUMBER) >>> 0);
    }
  }
  const frame = (index: number): FramePlace => {
    const entry = elementAt(ept, firstFrame + index);
    const number = (entry & NUMBER) >>> 0;
    if ((entry & SWAPPED) !== 0) return { kind: "host-swapped", slot: number };
    if ((entry & PRESENT) === 0) return { kind: entry === ZERO ? "zero" : "unbacked" };
    return {
      kind: "backed",
      hostFrame: number,
      accessed: (entry & REFERENCED) !== 0 || marked.has(firstFrame + index),
    };
  };
  return {
    pages: Array.from({ length: pages }, (_, index) => page(index)),
    frames: Array.from({ length: frames }, (_, index) => frame(index)),
  };
}
