import type { ActivityRequest, Orders, Sight, Snapshot, Wants } from "../manager.ts";
import type { RunningManager } from "../registry.ts";
import { orderProblem } from "./orders.ts";
import { shapeProblem } from "./shape.ts";
import { thrownInWords } from "./thrown.ts";

/**
 * The user's own memory manager: a function from a snapshot to orders, or an object that keeps its own state. It sees what the
 * registered managers see.
 */
export type OwnManager = ((snapshot: Snapshot) => Orders) | OwnManagerObject;

/** A manager that keeps its own state. */
export interface OwnManagerObject {
  /** Its name in reports. */
  readonly name?: string;
  readonly sight?: Sight;
  readonly wants?: Wants;
  /** How the host is to sample its VMs' activity; left out: not at all. */
  readonly activity?: ActivityRequest;
  /** The states that its reclaim orders name, best first. */
  readonly states?: readonly string[];
  decide(snapshot: Snapshot): Orders;
}

/** An error of the user's own manager, in one sentence that begins with its origin. */
export class ManagerError extends Error {
  override readonly name = "ManagerError";
}

/** Starts the user's own manager. Its orders are checked; a `ManagerError` begins with its origin, `where`. */
export function startOwn(own: OwnManager, where: string): RunningManager {
  const shape = shapeProblem(own);
  if (shape !== null) throw new ManagerError(`${where}: ${shape}`);
  const manager: OwnManagerObject = typeof own === "function" ? { decide: own } : own;
  return {
    ...(manager.sight === undefined ? {} : { sight: manager.sight }),
    ...(manager.activity === undefined ? {} : { activity: manager.activity }),
    wants: manager.wants ?? {},
    states: manager.states ?? [],
    decide(snapshot) {
      // The manager may change the list it gets; its orders are checked against this copy.
      const given = { ...snapshot, vms: [...snapshot.vms] };
      let orders: Orders;
      try {
        orders = manager.decide(snapshot);
      } catch (error) {
        throw new ManagerError(atTime(where, snapshot.nowNs, `it threw ${thrownInWords(error)}`));
      }
      const problem = orderProblem(orders, given, manager.states ?? []);
      if (problem !== null) throw new ManagerError(atTime(where, given.nowNs, problem));
      return orders;
    },
  };
}

/** What the user's own manager did at a moment of simulated time: `./mine.mjs: at 1.5 s it threw …`. */
export function atTime(where: string, nowNs: number, what: string): string {
  return `${where}: at ${nowNs / 1e9} s ${what}`;
}
