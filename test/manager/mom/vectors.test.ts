import { describe, expect, it } from "vitest";
import { allOrNothing, type MomHost, type MomSample } from "../../../src/manager/mom/balloon.ts";
import {
  type KsmControls,
  type KsmHost,
  type KsmRules,
  ksmControls,
  vdsmKsmControls,
} from "../../../src/manager/mom/ksm.ts";
import { momBalloon } from "../../../src/manager/mom/mom.ts";
import { vdsmBalloon } from "../../../src/manager/mom/vdsm.ts";
import { golden, type Vector } from "../vectors/golden.ts";

const balloonRules = { pressure: 0.2, critical: 0.05, guestFree: 0.2, mostChange: 0.05, leastChange: 0.0025 };

interface WrittenSample {
  readonly balloon_cur: number | null;
  readonly balloon_min: number | null;
  readonly balloon_max: number | null;
  readonly mem_unused: number | null;
}

interface BalloonVector extends Vector {
  readonly kind: "upstream" | "vdsm";
  readonly in: {
    readonly params: { readonly balloonEnabled?: boolean };
    readonly host: { readonly mem_total: number; readonly mem_free: readonly (number | null)[] };
    readonly guests: readonly { readonly id: string; readonly samples: readonly WrittenSample[] }[];
  };
  readonly out: unknown;
}

golden<BalloonVector>("MOM's and VDSM's balloon rules", "mom-balloon.json", balloonOutcome, ["upstream", "vdsm"]);

function balloonOutcome({ kind, in: { params, host, guests } }: BalloonVector): unknown {
  const seen: MomHost = { memTotal: host.mem_total, memFree: host.mem_free };
  const samples = guests.map((guest) => guest.samples.map(sampleOf));
  const mayShrink = params.balloonEnabled ?? false;
  const controls = allOrNothing(() =>
    kind === "vdsm"
      ? vdsmBalloon(seen, samples, { rules: balloonRules, mayShrink })
      : momBalloon(seen, samples, balloonRules),
  );
  return {
    evaluated: controls !== null,
    guests: guests.map(({ id }, index) => {
      const control = controls?.[index] ?? null;
      return { id, control, target: control === null ? null : Math.trunc(control) };
    }),
  };
}

function sampleOf({ balloon_cur, balloon_min, balloon_max, mem_unused }: WrittenSample): MomSample {
  return { balloonCur: balloon_cur, balloonMin: balloon_min, balloonMax: balloon_max, memUnused: mem_unused };
}

interface KsmVector extends Vector {
  readonly kind: "upstream" | "vdsm";
  readonly in: {
    readonly params: { readonly ksmMergeAcrossNodes?: boolean; readonly ksmEnabled?: boolean };
    readonly host: {
      readonly mem_total: number;
      readonly mem_free: readonly (number | null)[];
      readonly ksm_shareable: number;
      readonly ksm_run: number;
      readonly ksm_pages_to_scan: number;
      readonly ksm_sleep_millisecs: number;
      readonly ksm_merge_across_nodes: number;
      readonly ksm_pages_shared: number;
    };
  };
  readonly out: unknown;
}

golden<KsmVector>("MOM's and VDSM's rules of page sharing", "mom-ksm.json", ksmOutcome, ["upstream", "vdsm"]);

const ksmRules = (leastSleepMs: number): KsmRules => ({
  threshold: 0.2,
  boostPages: 300,
  decayPages: 50,
  leastPages: 64,
  mostPages: 1250,
  sleepMs: 10,
  leastSleepMs,
});

function ksmOutcome({ kind, in: { params, host } }: KsmVector): unknown {
  const seen: KsmHost = {
    memTotal: host.mem_total,
    memFree: host.mem_free,
    shareable: host.ksm_shareable,
    pagesToScan: host.ksm_pages_to_scan,
    pagesShared: host.ksm_pages_shared,
    mergeAcrossNodes: host.ksm_merge_across_nodes !== 0,
  };
  const choice = { enabled: params.ksmEnabled ?? true, mergeAcrossNodes: params.ksmMergeAcrossNodes ?? true };
  const set = allOrNothing(() =>
    kind === "vdsm" ? vdsmKsmControls(seen, ksmRules(10), choice) : ksmControls(seen, ksmRules(0)),
  );
  const controls = {
    ksm_run: set?.run ?? null,
    ksm_pages_to_scan: set?.pagesToScan ?? null,
    ksm_sleep_millisecs: set?.sleepMs ?? null,
    ksm_merge_across_nodes: numbered(set),
  };
  const changes = Object.entries(controls).flatMap(([name, value]): [string, number][] => {
    const present = Object.entries(host).find(([key]) => key === name)?.[1];
    return value === null || Math.trunc(value) === present ? [] : [[name.replace("ksm_", ""), Math.trunc(value)]];
  });
  return { evaluated: set !== null, controls, written: Object.fromEntries(changes) };
}

function numbered(set: KsmControls | null): number | null {
  return set?.mergeAcrossNodes == null ? null : Number(set.mergeAcrossNodes);
}

describe("MOM's rules, worked by hand and by the real engine", () => {
  const crisis = (guests: readonly (readonly [number, number, number, number | null])[], free: number) =>
    [
      { memTotal: 67108864, memFree: [free] },
      guests.map(([balloonCur, balloonMin, balloonMax, memUnused]) => [
        { balloonCur, balloonMin, balloonMax, memUnused },
      ]),
    ] as const;

  it("shrinks by 5 % on a host without a free page, and no guest below its minimum", () => {
    const [host, guests] = crisis(
      [
        [4194304, 2097152, 8388608, 1048576],
        [8388608, 2097152, 8388608, 6291456],
        [2097152, 2097152, 8388608, 100000],
      ],
      0,
    );
    expect(momBalloon(host, guests, balloonRules)).toEqual([3984588.8, 7969177.6, null]);
  });

  it("takes the mean of the samples", () => {
    const host = { memTotal: 1000, memFree: [100, null, 300] };
    // h = 0.2: not under pressure. used = 600 − 150; want = 450 + 0.2 × 700 = 590 is less than 700 × 1.05.
    const guest = [
      { balloonCur: 500, balloonMin: 100, balloonMax: 1000, memUnused: 100 },
      { balloonCur: 700, balloonMin: 100, balloonMax: 1000, memUnused: 200 },
    ];
    expect(momBalloon(host, [guest], balloonRules)).toEqual([735]);
  });

  it("VDSM leaves a guest alone that it may not shrink and that is at its most", () => {
    const [host, guests] = crisis([[4194304, 2097152, 4194304, 1048576]], 0);
    expect(vdsmBalloon(host, guests, { rules: balloonRules, mayShrink: false })).toEqual([null]);
    expect(vdsmBalloon(host, guests, { rules: balloonRules, mayShrink: true })).toEqual([3984588.8]);
  });

  it("VDSM skips a guest that does not tell its free memory, and gives up over one without a size", () => {
    const [host, guests] = crisis(
      [
        [4194304, 2097152, 8388608, null],
        [1048576, 2097152, 8388608, null],
      ],
      0,
    );
    const rules = { rules: balloonRules, mayShrink: true };
    expect(vdsmBalloon(host, guests, rules)).toEqual([null, 2097152]);
    const without = [...guests, [{ balloonCur: null, balloonMin: 1, balloonMax: 2, memUnused: 1 }]];
    expect(allOrNothing(() => vdsmBalloon(host, without, rules))).toBeNull();
  });

  it("scans more while less than 20 % is free, sleeping less on a larger host", () => {
    const host = {
      memTotal: 67108864,
      memFree: [6710886],
      shareable: 67108864,
      pagesToScan: 100,
      pagesShared: 0,
      mergeAcrossNodes: true,
    };
    const scan = { run: 1, pagesToScan: 400, sleepMs: 2.5, mergeAcrossNodes: null };
    expect(ksmControls(host, ksmRules(0))).toEqual(scan);
    expect(ksmControls({ ...host, memFree: [33554432] }, ksmRules(0))).toEqual({ ...scan, pagesToScan: 64 });
    expect(ksmControls({ ...host, memFree: [33554432], shareable: 0 }, ksmRules(0)).run).toBe(0);
  });

  it("VDSM unmerges before sharing ends", () => {
    const host = {
      memTotal: 16777216,
      memFree: [1],
      shareable: 16777216,
      pagesToScan: 64,
      pagesShared: 7,
      mergeAcrossNodes: true,
    };
    const choice = { enabled: false, mergeAcrossNodes: true };
    expect(vdsmKsmControls(host, ksmRules(10), choice)).toMatchObject({ run: 2, mergeAcrossNodes: null });
    expect(vdsmKsmControls({ ...host, pagesShared: 0 }, ksmRules(10), choice)).toMatchObject({
      run: 0,
      mergeAcrossNodes: true,
    });
  });
});
