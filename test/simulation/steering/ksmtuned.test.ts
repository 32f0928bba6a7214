import { describe, expect, it } from "vitest";
import { machineModule } from "#engine";
import { catalogue } from "../../../src/catalogue.ts";
import { buildScenario } from "../../../src/scenario/build.ts";
import type { KsmtunedMetric } from "../../../src/scenario/scenario.ts";
import { simulateWith } from "../../../src/simulation/simulate.ts";

interface Setup {
  readonly duration?: string;
  readonly metric: KsmtunedMetric;
  readonly hostGib: number;
  readonly guests: number;
  readonly guestMib: number;
  readonly usedMib: number;
}

/** Identical guests of which each uses a part of its memory, on a host whose ksmtuned looks every 10 s; what its scanner came to. */
async function shared({ duration = "3min", metric, hostGib, guests, guestMib, usedMib }: Setup) {
  const scenario = buildScenario(
    {
      version: 1,
      duration,
      sample: "10s",
      host: {
        memory: `${hostGib}GiB`,
        sharing: { kind: "ksm", tuning: { kind: "ksmtuned", period: "10s", metric } },
      },
      vms: [
        {
          name: "clone",
          count: guests,
          memory: `${guestMib}MiB`,
          kernel: "8MiB",
          workload: {
            memory: `${usedMib}MiB`,
            warm: "100%",
            pattern: "idle",
            content: { image: { name: "debian", share: "100%" } },
          },
        },
      ],
    },
    catalogue,
  );
  const { host } = await simulateWith(await machineModule(), scenario);
  return { scanned: host.sharingScannedPages, saved: host.sharingPages };
}

describe("ksmtuned", () => {
  // 9 × 2 GiB are promised on 16 GiB, 5 GiB are in use: 5 GiB and the threshold of 3.2 GiB leave much, and 11 GiB are free.
  const promised = { hostGib: 16, guests: 9, guestMib: 2048, usedMib: 512 };

  it("never starts on a host that has promised much and uses little", async () => {
    expect(await shared({ ...promised, metric: "rsz" })).toEqual({ scanned: 0, saved: 0 });
    expect(await shared({ ...promised, metric: "pss" })).toEqual({ scanned: 0, saved: 0 });
  });

  it("starts on the same host where it counts what was promised", async () => {
    // 64 pages, its least, every 10 ms for 3 min.
    const { scanned } = await shared({ ...promised, metric: "vsz" });
    expect(scanned / (64 * 100 * 180)).toBeCloseTo(1, 1);
  });

  // 4 × 428 MiB are in use: with the threshold of 409.6 MiB that is more than 2 GiB, once.
  const used = { hostGib: 2, guests: 4, guestMib: 512, usedMib: 420 };

  it("goes on forever where it counts a shared frame for each of its sharers", async () => {
    const [early, late] = [
      await shared({ ...used, metric: "rsz" }),
      await shared({ ...used, metric: "rsz", duration: "4min" }),
    ];
    expect(early.saved).toBeGreaterThan(200_000);
    expect(late.scanned).toBeGreaterThan(early.scanned);
  });

  it("stops when enough is shared where it counts a shared frame once", async () => {
    const [early, late] = [
      await shared({ ...used, metric: "pss" }),
      await shared({ ...used, metric: "pss", duration: "4min" }),
    ];
    expect(early.saved).toBeGreaterThan(20_000);
    expect(late.scanned).toBe(early.scanned);
  });
});
