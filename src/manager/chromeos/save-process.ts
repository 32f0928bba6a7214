import type { KillRequest } from "../manager.ts";

/** The smallest balloon allowed when sparing a process of each kind, in bytes, by the host's margins. */
export interface DeflationLimits {
  readonly foreground: bigint;
  readonly perceptible: bigint;
  readonly cached: bigint;
}

/** The largest oom_score_adj of each kind, from Android's ProcessList. */
const MOST_SCORE = { foreground: 0, perceptible: 899, cached: 999 } as const;

/** The answer to one request. */
export interface Spared {
  readonly isSpared: boolean;
  /** The new balloon; the old one when the request is refused. */
  readonly balloon: bigint;
}

/** How far a balloon may go down before the host has less than each margin. */
export function deflationLimits(balloon: bigint, hostAvailable: bigint, margins: DeflationLimits): DeflationLimits {
  const limit = (margin: bigint) => most(0n, balloon - (hostAvailable - margin));
  return {
    foreground: limit(margins.foreground),
    perceptible: limit(margins.perceptible),
    cached: limit(margins.cached),
  };
}

/** Whether a balloon deflates by a process's size, at most `mostDeflate`, instead of the guest killing it. */
export function spareProcess(
  balloon: bigint,
  limits: DeflationLimits,
  { processBytes, score }: KillRequest,
  mostDeflate: bigint,
): Spared {
  const size = BigInt(processBytes);
  const amount = least(size, mostDeflate);
  const deflated = amount > balloon ? 0n : balloon - amount;
  const limit = (["foreground", "perceptible", "cached"] as const)
    .filter((kind) => MOST_SCORE[kind] >= score)
    .reduce((lowest, kind) => least(lowest, limits[kind]), balloon);
  return deflated >= limit ? { isSpared: true, balloon: deflated } : { isSpared: false, balloon };
}

function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
