import type { ActivityRequest, Orders, Sight, Snapshot, Wants } from "../manager.ts";
import type { RunningManager } from "../registry.ts";
import { orderProblem } from "./orders.ts";
import { shapeProblem } from "./shape.ts";
import { thrownInWords } from "./thrown.ts";

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
  /** How the host is to sample its VMs' activity; left out: not at all. */
  readonly activity?: ActivityRequest;
  /** The states its orders to reclaim name, best first. */
  readonly states?: readonly string[];
  decide(snapshot: Snapshot): Orders;
}

/** What is wrong with a manager of the user's own, in one sentence that begins with where it comes from. */
export class ManagerError extends Error {
  override readonly name = "ManagerError";
}

/** Starts a manager of the user's own; what it orders is checked, and a `ManagerError` names `where` it comes from. */
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
      // What it does to the list it is given does not change what it may order.
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

/** What a manager of the user's own did at a moment of simulated time: `./mine.mjs: at 1.5 s it threw …`. */
export function atTime(where: string, nowNs: number, what: string): string {
  return `${where}: at ${nowNs / 1e9} s ${what}`;
}
