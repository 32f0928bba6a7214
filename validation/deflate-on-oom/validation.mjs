import { mib, run, times, vm } from "../library.mjs";

export const title = "Deflate-on-OOM against a driver that inflates";
export const published =
  "Linux's driver: a guest out of memory takes 256 pages (1 MiB) out of the balloon. A balloon that had reached " +
  "its target stays smaller, since nothing sets the target again. One that had not reached it is still inflating, " +
  "and takes back what was given. Firecracker's documentation warns of this (never set a target that cannot be " +
  "reached), and its issue 4324 reports a guest that hangs this way.";
export const setup =
  "A guest of 1 GiB without swap that finally needs 832 MiB. The balloon target is 512 MiB, which is reached " +
  "before the guest grows, or 717 MiB, which cannot be reached.";
export const leavesOut =
  "The driver's own reclaim and retries take a real guest's CPU; here they take time, but no vCPU's time.";

export async function measure() {
  const scenario = new URL("scenario.yaml", import.meta.url);
  const cases = [
    ["512 MiB: reached", { "manager.share": "0.5" }],
    ["717 MiB: out of reach", { "manager.share": "0.3" }],
    ["717 MiB, 200 MiB of the guest's are files", { "manager.share": "0.3", "vms.0.workload.files": "200MiB" }],
    ["717 MiB, deflate-on-OOM off", { "manager.share": "0.3", "vms.0.deflateOnOom": "false" }],
  ];
  const rows = [];
  for (const [label, settings] of cases) {
    const result = await run(scenario, settings);
    const guest = vm(result, "guest");
    rows.push([
      label,
      guest.state === "out-of-memory" ? "killed" : "lives",
      mib(result, guest.inflatedPages),
      mib(result, guest.deflatedPages),
      mib(result, guest.balloonPages),
      mib(result, guest.fileReadPages),
      times(guest.slowdown),
    ]);
  }
  return {
    tables: [
      [
        ["asked for", "workload", "inflated", "deflated on OOM", "holds at the end", "read from files", "slowdown"],
        ...rows,
      ],
    ],
    reading:
      "The balloon that reached its target gives back what is missing, a mebibyte at a time, and no more. The one that " +
      "is still inflating takes some of it back while the guest grows, and gives more in total; the contest ends when " +
      "it finds nothing more to take. Where a part of the guest's memory is files, the guest's reclaim repeatedly " +
      "finds something to evict. The guest is then rarely short enough for deflate-on-OOM to help, most of the balloon " +
      "stays, and the guest spends its time scanning for pages to evict. That is the guest that hangs.",
  };
}
