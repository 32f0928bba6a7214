/*
 * A page's state, one byte, all that a reference needs to look at that is a hit or only sets marks:
 *
 *    7   6       5        4     3          2        1       0
 *    –   AHEAD   BACKED   OWN   WRITABLE   READY    DIRTY   ACCESSED
 *
 * READY: the page is mapped, and the host backs its frame and has it marked accessed. With BACKED this is the mark itself, which the EPT
 * may have or not; without it the EPT has the mark.
 * BACKED: the page is mapped, and the host backs its frame, which is neither shared nor in a sample, and no policy overlooks arrivals: a
 * reference finds nothing else to do than to set ACCESSED and READY, and, if it writes, to look at WRITABLE.
 * WRITABLE: the page is dirty, and nobody wants to know of another write: its frame is not shared, its content its own.
 * OWN: written since it was filled: its content is no longer what its class says. Kept while the page is absent or swapped, whose state is
 * 0 otherwise.
 * AHEAD: mapped because it was read ahead from swap, and not referenced since: its next reference is a guest fault.
 */
export const ACCESSED: u8 = 1;
export const DIRTY: u8 = 2;
export const READY: u8 = 4;
export const WRITABLE: u8 = 8;
export const OWN: u8 = 16;
export const BACKED: u8 = 32;
export const AHEAD: u8 = 64;

/*
 * A page's entry in the guest page table, and a guest frame's entry in the EPT:
 *
 *    31       30        29         28 … 0
 *    PRESENT  SWAPPED   (EPT only: frame, or slot
 *                       REFERENCED)
 *
 * 0: absent, not backed. ZERO, in the EPT: the host's page of zeroes, which no host frame backs.
 */
export const PRESENT: u32 = 0x8000_0000;
export const SWAPPED: u32 = 0x4000_0000;
export const REFERENCED: u32 = 0x2000_0000;
export const NUMBER: u32 = 0x1fff_ffff;
export const ZERO: u32 = 1;
/* In the entry of an absent file page that reclaim dropped and that has not been freed since; above it is when (Evicted). */
export const DROPPED: u32 = 1;

/*
 * What a guest frame holds: the page mapped to it, or, when that page still has its slot in guest swap, this bit and the slot,
 * whose owner is the page. `NONE`: free, pinned, or the kernel's.
 */
export const COPY: u32 = 0x8000_0000;

/* A reference: bit 31 = write, the rest = page. */
export const WRITE_SHIFT: u32 = 31;
export const PAGE_OF_REFERENCE: u32 = 0x7fff_ffff;
