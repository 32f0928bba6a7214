import { gib, run, vm } from "../library.mjs";

export const title = "Proxmox's documented example";
export const published =
  "Proxmox VE's manual (qm.adoc, Memory): on a host of 32 GB with 16 GB in use, 9 GB (80 % of 32, less 16) go to " +
  "the VMs beyond their minimum: a database of 3000 shares gets 4.5 GB, each of three HTTP servers of 1000 shares " +
  "1.5 GB.";
export const setup =
  "The same host and shares. Every VM fills its page cache with all the memory it gets, so that none is ever " +
  "comfortable. Twelve minutes, with the manager's defaults.";
export const leavesOut =
  "Other programs on a Proxmox host that use memory (ZFS's cache above all); the boot, in which QEMU starts each " +
  "VM at its minimum.";

export async function measure() {
  const result = await run(new URL("scenario.yaml", import.meta.url));
  const extra = ({ memoryPages, balloonPages }, minimumPages) => memoryPages - balloonPages - minimumPages;
  const minimum = result.scenario.vms[0].balloon.minimumPages;
  const rows = ["database", "http-1", "http-2", "http-3"].map((name) => [
    name,
    name === "database" ? "4.5 GB" : "1.5 GB",
    name === "database" ? "4.80 GiB" : "1.60 GiB",
    gib(result, extra(vm(result, name), minimum)),
  ]);
  const total = result.vms.reduce((sum, one) => sum + extra(one, minimum), 0);
  const used = result.host.frames - result.host.freePages + result.scenario.host.reservedPages;
  return {
    tables: [
      [
        ["beyond the minimum", "manual", "its rule, unrounded", "ours"],
        ...rows,
        ["together", "9 GB", "9.60 GiB", gib(result, total)],
      ],
    ],
    reading:
      `The manual rounds 9.6 down to 9; 3 : 1 is exact. At the end ${gib(result, used)} are in use of the 25.60 GiB ` +
      "aimed at; the dead zone is 10 MiB. Sizes exceed that by memory that guests have, keep free and never touched: " +
      "the host counts only what it backs.",
  };
}
