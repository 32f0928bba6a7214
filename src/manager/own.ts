import type { ActivityRequest, Orders, Sight, Snapshot, Wants } from "./manager.ts";
import { orderProblem } from "./own-orders.ts";
import type { RunningManager } from "./registry.ts";

/**
 * A memory manager of the user's own: a function from what it sees to what it orders, or an object with a state of its own. It
 * sees what the registered ones see.
 */
export type OwnManager = ((snapshot: Snapshot) => Orders) | OwnManagerObject;

/** A manager with a state that it keeps to itself. */
export interface OwnManagerObject {
  /** Its name in reports. */
  readonly name?: string;
  readonly sight?: Sight;
  readonly wants?: Wants;
  /** How the host shall sample its VMs' activity; left out: not at all. */
  readonly activity?: ActivityRequest;
  /** The states its orders to reclaim name, best first. */
  readonly states?: readonly string[];
  decide(snapshot: Snapshot): Orders;
}

/** What is wrong with a manager of the user's own, in one sentence that begins with where it comes from. */
export class ManagerError extends Error {
  override readonly name = "ManagerError";
}

/** What is wrong with the shape of a manager, if anything is. */
export function shapeProblem(own: unknown): string | null {
  if (typeof own === "function") return null;
  const wanted = "export default a function of the snapshot, or an object with a function decide";
  if (own === undefined) return `it has no default export: ${wanted}`;
  const isObject = typeof own === "object" && own !== null;
  if (isObject && "decide" in own && typeof own.decide === "function") return null;
  return `its default export is no manager: ${wanted}`;
}

/** Starts a manager of the user's own; what it orders is checked, and a `ManagerError` names `where` it comes from. */
export function startOwn(own: OwnManager, where: string): RunningManager {
  const manager: OwnManagerObject = typeof own === "function" ? { decide: own } : own;
  return {
    ...(manager.sight === undefined ? {} : { sight: manager.sight }),
    ...(manager.activity === undefined ? {} : { activity: manager.activity }),
    wants: manager.wants ?? {},
    states: manager.states ?? [],
    decide(snapshot) {
      let orders: Orders;
      try {
        orders = manager.decide(snapshot);
      } catch (error) {
        throw problemAt(where, snapshot, `it threw ${error instanceof Error ? error.message : String(error)}`);
      }
      const problem = orderProblem(orders, snapshot, manager.states ?? []);
      if (problem !== null) throw problemAt(where, snapshot, problem);
      return orders;
    },
  };
}

function problemAt(where: string, { nowNs }: Snapshot, problem: string): ManagerError {
  return new ManagerError(`${where}: at ${nowNs / 1e9} s ${problem}`);
}
