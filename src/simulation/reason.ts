import type { Cause } from "./cause.ts";

/** What keeps a device busy: the host's swapping, the guests' swapping, or files. */
export type DeviceLoad = "host-swap" | "guest-swap" | "files";

/** One cause of a VM's slowdown: how much of it, when, and what was to be seen when it began. */
export interface Reason {
  readonly cause: Cause;
  /** Of the time by which the VM was delayed, 0 … 1; all reasons of a VM add up to 1. */
  readonly share: number;
  /** Time by which it delayed the VM's vCPUs, all together. */
  readonly delayNs: number;
  /** Beginning of the first sample period in which this cause alone slowed the VM by more than the limit. */
  readonly fromNs: number;
  /** End of the last one; `null`: it went on to the latest sample. */
  readonly untilNs: number | null;
  /** Such periods, added up. */
  readonly slowNs: number;
  /** What the VM's balloon held at the end of the first such period. */
  readonly balloonPages: number;
  /** What the host had free then; at most its min watermark where it ran out of memory in that period. */
  readonly hostFreePages: number;
  /** Pages that the VM had given to the host by the end of the last such period: reported free, or taken by its balloon. */
  readonly returnedPages: number;
  /** The most memory the VMs had in such a period, in the host's memory and in its swap: more than the host has frames when it is short of memory. */
  readonly hostWantedPages: number;
  /** Of the devices that the VM can wait for, the busiest in such periods, the share of time it was busy in the busiest of them, and with what. */
  readonly device: string | null;
  readonly deviceUtilisation: number;
  readonly deviceLoad: DeviceLoad | null;
}
