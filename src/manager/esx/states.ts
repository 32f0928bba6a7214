const MIB = 1024 * 1024;

/** States of a host's free memory, best first. */
export const esxStates = ["high", "clear", "soft", "hard", "low"] as const;

/** One of the states. */
export type EsxState = (typeof esxStates)[number];

/** Free memory that a host wants, and the thresholds below which it is soft, hard and low. */
export interface FreeMemory {
  readonly minFree: number;
  readonly soft: number;
  readonly hard: number;
  readonly low: number;
}

/**
 * vSphere's sliding scale, in ten-thousandths of the unit that `memory` is given in, which must be MB: 6 % of the first 4 GB, 4 % of the next 8,
 * 2 % of the next 16 and 1 % of the rest; soft, hard and low are 64, 32 and 16 % of that.
 */
export function slidingMinFree(memory: number): FreeMemory {
  const part = (from: number, to: number) => Math.max(0, Math.min(memory, to) - from);
  const percents = 6 * part(0, 4096) + 4 * part(4096, 12_288) + 2 * part(12_288, 28_672);
  const minFree = percents + part(28_672, Number.POSITIVE_INFINITY);
  return { minFree: 100 * minFree, soft: 64 * minFree, hard: 32 * minFree, low: 16 * minFree };
}

/** The thresholds of a host in bytes: by vSphere's sliding scale, or by the fixed shares of ESX 2. */
export function freeMemory(memoryBytes: number, scale: "sliding" | "fixed"): FreeMemory {
  const { minFree, soft, hard, low } =
    scale === "sliding" ? slidingMinFree(memoryBytes / MIB) : { minFree: 600, soft: 400, hard: 200, low: 100 };
  const bytes = (tenThousandths: number) => (tenThousandths * (scale === "sliding" ? MIB : memoryBytes)) / 10_000;
  return { minFree: bytes(minFree), soft: bytes(soft), hard: bytes(hard), low: bytes(low) };
}

/**
 * The state that follows `before`: down as soon as free memory falls below a threshold, up by one when it exceeds the next threshold by
 * `hysteresis`. Above `soft` the state is clear below `clear` times minFree, and high above.
 */
export function nextState(
  before: EsxState,
  freeBytes: number,
  { minFree, soft, hard, low }: FreeMemory,
  hysteresis: number,
  clear: number,
): EsxState {
  const scale = [
    { state: "low", entered: low, left: hard },
    { state: "hard", entered: hard, left: soft },
    { state: "soft", entered: soft, left: minFree },
  ] as const;
  let reached = false;
  for (const { state, entered, left } of scale) {
    reached ||= state === before;
    if (freeBytes < entered || (reached && freeBytes <= left * (1 + hysteresis))) return state;
  }
  return freeBytes < clear * minFree ? "clear" : "high";
}
