import { describe, expect, it } from "vitest";
import { planInWords } from "../../../src/report/run/dry-run.ts";
import type { Phase } from "../../../src/scenario/scenario.ts";
import { scenario, scenarioVm } from "../build.ts";

const phase = (kind: string, durationNs: number | null): Phase => ({
  durationNs,
  thinkNs: 1000,
  writeShare: 0.3,
  firstPage: 0,
  pages: 1000,
  growFromPages: 1000,
  free: null,
  pattern: { kind, parameters: {}, parts: [] },
});

describe("the plan of a scenario", () => {
  it("tells what would be simulated, a group once", () => {
    const workload = { ...scenarioVm("web").workload, phases: [phase("idle", 30e9), phase("zipf", null)] };
    const vms = [
      scenarioVm("web-1", { workload }),
      scenarioVm("web-2", { workload }),
      scenarioVm("db", {
        vcpus: 2,
        balloon: null,
        swap: { pages: 0, device: "nvme", readaheadPages: 1 },
        bootNs: 10e9,
        workload,
      }),
    ];
    const parameters = { target: { unit: "share", default: 0.8, about: "Share to keep in use." } } as const;
    expect(planInWords(scenario([], { vms }), 80, parameters)).toMatchInlineSnapshot(`
      "busy: 2 min with seed 1, pages of 4 KiB.

      host     32 GiB, 31 GiB of it for VMs with 24 GiB (0.77 : 1); swap of 64 GiB on
               nvme; policy clock
      manager  proxmox every 10 s, target 80%
      device   nvme: 80 µs, 2.8 GiB/s, 8 at a time

      web ×2   8 GiB, 1 vCPU; swap of 2 GiB on nvme; policy lru; balloon down to
               1 GiB; workload of 6 GiB, cold: idle for 30 s, then zipf
      db       8 GiB, 2 vCPUs; no swap; policy lru; no balloon driver; boots at 10 s;
               workload of 6 GiB, cold: idle for 30 s, then zipf
      "
    `);
  });
});
