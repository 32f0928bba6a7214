import { elementAt } from "../../list/element-at.ts";
import { type Bitmap, BLOCK, type Host, NONE } from "./machine.generated.ts";

/** A cell of a frame map whose frames are free; a guest's cells have the guest's index + 1. */
export const FREE_CELL = 0;
/** A cell of frames that back several guest frames each. */
export const SHARED_CELL = 0xffff;
/** A cell of frames that hold compressed pages. */
export const POOL_CELL = 0xfffe;

/** Frames sampled for each cell: enough for a picture, few enough for thirty pictures a second. */
const PROBES = 3;

/**
 * The use of the host's frames as a picture of cells. Each cell stands for an equal part of the frames from `firstFrame` on and shows the
 * most frequent use among a few of them.
 */
export function readFrameMap(host: Host, firstFrame: number, frames: number, cells: number): Uint16Array<ArrayBuffer> {
  const { memory, sharing, pool } = host;
  // Inverted, as assembly/memory/unset.ts says.
  const owners = memory.wordsOf(host.owner, host.frames);
  const guests = memory.halvesOf(host.blockGuest, Math.ceil(host.pages / BLOCK));
  const sharers = sharing === null ? null : memory.halvesOf(sharing.sharers, host.frames);
  const held = pool === null ? null : bitsOf(pool.frames);
  const cellOf = (frame: number): number => {
    const owner = ~elementAt(owners, frame, "host frame") >>> 0;
    if (sharers !== null && elementAt(sharers, frame) > 1) return SHARED_CELL;
    if (owner === NONE) return held?.(frame) === true ? POOL_CELL : FREE_CELL;
    return elementAt(guests, Math.floor(owner / BLOCK)) + 1;
  };
  const map = new Uint16Array(cells);
  const stride = frames / cells;
  for (let cell = 0; cell < cells; cell++) {
    const from = firstFrame + Math.floor(cell * stride);
    const first = cellOf(from);
    if (stride < PROBES) {
      map[cell] = first;
      continue;
    }
    const second = cellOf(from + Math.floor(stride / 3));
    const third = cellOf(from + Math.floor((2 * stride) / 3));
    map[cell] = second === third ? second : first;
  }
  return map;
}

/** Whether a number is in a bitmap. */
function bitsOf({ memory, length, words }: Bitmap): (number: number) => boolean {
  const bits = memory.wordsOf(memory.rowIn(words, 0), (length >>> 5) + 1);
  return (number) => (elementAt(bits, number >>> 5) & (1 << (number & 31))) !== 0;
}
