import type { Handle } from "./abi.ts";
import type { MachineExports } from "./machine-abi.ts";

/** A cell of a frame map whose frames are free; a guest's cells have the guest's index + 1. */
export const FREE_CELL = 0;
/** A cell of frames that back several guest frames each. */
export const SHARED_CELL = 0xffff;
/** A cell of frames that hold compressed pages. */
export const POOL_CELL = 0xfffe;

const NONE = 0xffff_ffff;
/** Frames looked at for each cell: enough for a picture, few enough for thirty pictures a second. */
const PROBES = 3;

/**
 * Who has the host's frames, as a picture of so many cells: each stands for an equal stretch of the frames from `firstFrame`
 * on, and shows what most of a few of them are.
 */
export function readFrameMap(
  engine: MachineExports,
  host: Handle,
  firstFrame: number,
  frames: number,
  cells: number,
): Uint16Array<ArrayBuffer> {
  const { buffer } = engine.memory;
  const fields = new DataView(buffer);
  // Inverted, as assembly/memory/unset.ts says.
  const owners = new Uint32Array(buffer, fields.getUint32(host + engine.hostOwner, true));
  const guests = new Uint16Array(buffer, fields.getUint32(host + engine.hostBlockGuest, true));
  const block = engine.guestFrameBlock;
  const sharing = fields.getUint32(host + engine.hostSharing, true);
  const sharers =
    sharing === 0 ? null : new Uint16Array(buffer, fields.getUint32(sharing + engine.sharingSharers, true));
  const pool = fields.getUint32(host + engine.hostPool, true);
  const held = pool === 0 ? null : bitsOf(fields, fields.getUint32(pool + engine.poolFrames, true), engine);
  const cellOf = (frame: number): number => {
    const owner = ~(owners[frame] ?? 0) >>> 0;
    if (sharers !== null && (sharers[frame] ?? 0) > 1) return SHARED_CELL;
    if (owner === NONE) return held?.(frame) === true ? POOL_CELL : FREE_CELL;
    return (guests[Math.floor(owner / block)] ?? 0) + 1;
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
function bitsOf(fields: DataView, bitmap: number, engine: MachineExports): (number: number) => boolean {
  const levels = fields.getUint32(bitmap + engine.bitmapWords, true);
  const words = new Uint32Array(fields.buffer, fields.getUint32(levels, true));
  return (number) => ((words[number >>> 5] ?? 0) & (1 << (number & 31))) !== 0;
}
