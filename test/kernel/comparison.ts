import { appendFileSync } from "node:fs";
import { expect } from "vitest";
import { areCommitted } from "./measured.ts";

/** A number of the real kernel beside the same number of a simulation. */
export interface Comparison {
  /** The measured table, such as `replay.csv`. */
  readonly table: string;
  /** The row of the table, and what is counted. */
  readonly row: string;
  readonly counted: string;
  readonly real: number;
  /** The smallest and the largest of several runs. */
  readonly spread?: readonly [least: number, most: number];
  readonly simulated: number;
  /** The least and the most that the simulation may count; `null`: the row is not held, for its reason. */
  readonly allowed: readonly [least: number, most: number] | null;
  /** Why the row is known to miss, or is not held. */
  readonly reason?: string | undefined;
}

/** Whether the simulation is within what is allowed. The comparison goes to docs/kernel.md when that page is made. */
export function holds(comparison: Comparison): boolean {
  const page = process.env.BALLONET_KERNEL_PAGE;
  if (page !== undefined) appendFileSync(page, `${JSON.stringify(comparison)}\n`);
  if (comparison.allowed === null) return true;
  const [least, most] = comparison.allowed;
  return comparison.simulated >= least && comparison.simulated <= most;
}

/**
 * Expects that the simulation is within what is allowed or, where there is a reason, that it is not: a miss that holds again has to come off its
 * list. In measurements other than the committed ones it may hold by chance.
 */
export function expectHeld(comparison: Comparison): void {
  const near = holds(comparison);
  const { row, counted, real, simulated, allowed, reason } = comparison;
  if (reason === undefined)
    expect.soft(near, `${row}: ${simulated} ${counted}, not ${allowed?.join(" to ")} (${real})`).toBe(true);
  else if (areCommitted) expect.soft(near, `${row}, ${counted} holds again: it is no miss`).toBe(false);
}

/** The numbers within a share of a measured one, or within a number where the share is less. */
export function within(real: number, share: number, atLeast = 0): readonly [least: number, most: number] {
  const off = Math.max(Math.abs(real) * share, atLeast);
  return [real - off, real + off];
}
