import { elementAt } from "../../list/element-at.ts";
import { freeingRequests, type QubesDomain, type QubesRequest, type QubesRules } from "./qmemman-algorithm.ts";

/** When qmemman gives up waiting for memory to become free. */
export interface FreeingRules extends QubesRules {
  /** From this many rounds on, qmemman gives up … */
  readonly windowRounds: number;
  /** … when less than this became free over that many rounds. */
  readonly leastFreedBytes: number;
}

/** Memory is being freed. */
export interface Freeing {
  readonly round: number;
  /** Free memory in each of the latest rounds, by the round's number modulo the window. */
  readonly free: readonly number[];
  /** The size of each domain when it was asked in the round before. */
  readonly asked: ReadonlyMap<string, number>;
}

/** No domain has been asked yet. */
export const FRESH_FREEING: Freeing = { round: 0, free: [], asked: new Map() };

/** One round. */
export interface FreeingRound {
  readonly outcome: "freed" | "failed" | "waiting";
  readonly requests: readonly QubesRequest[];
  /** Domains that did not react to the round before. */
  readonly stuck: readonly string[];
  readonly freeing: Freeing;
}

/** One round of freeing `wantedBytes`: whether it is done or failed, which domains have not reacted, and the new requests. */
export function freeingRound(
  domains: readonly QubesDomain[],
  freeBytes: number,
  wantedBytes: number,
  freeing: Freeing,
  rules: FreeingRules,
): FreeingRound {
  const over = (outcome: "freed" | "failed", stuck: readonly string[]) => ({ outcome, requests: [], stuck, freeing });
  if (freeBytes >= wantedBytes + rules.leastFreeBytes) return over("freed", []);
  const { round } = freeing;
  const slot = round % rules.windowRounds;
  const isWindowOver = round >= rules.windowRounds;
  if (isWindowOver && freeBytes < elementAt(freeing.free, slot, "round") + rules.leastFreedBytes)
    return over("failed", []);
  const stuck = domains.filter(({ id, actualBytes }) => freeing.asked.get(id) === actualBytes).map(({ id }) => id);
  const known = domains.map((domain) => (stuck.includes(domain.id) ? { ...domain, noProgress: true } : domain));
  const requests = freeingRequests(known, wantedBytes + rules.freeBytes - freeBytes, rules);
  if (requests.length === 0) return over("failed", stuck);
  const free = [...freeing.free];
  free[slot] = freeBytes;
  const isAsked = new Set(requests.map(({ id }) => id));
  const asked = new Map(domains.flatMap(({ id, actualBytes }) => (isAsked.has(id) ? [[id, actualBytes]] : [])));
  return { outcome: "waiting", requests, stuck, freeing: { round: round + 1, free, asked } };
}
