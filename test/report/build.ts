import {
  guestCountersGrowth,
  guestCountersSeries,
  hostCountersGrowth,
  noCompressionCountersTotals,
  noGuestCountersTotals,
  noHostCountersTotals,
  noPoolTotals,
  noSharingTotals,
} from "../../src/engine/machine/machine.generated.ts";
import { noManager } from "../../src/scenario/manager/manager.ts";
import type { Scenario, Vm } from "../../src/scenario/scenario.ts";
import { NO_DELAYS } from "../../src/simulation/cause.ts";
import type { HostResult, Result, VmResult, VmSeries } from "../../src/simulation/result.ts";
import type { Verdict } from "../../src/study/verdict/verdict.ts";

const GIB = 1024 ** 3 / 4096;
const MIB = GIB / 1024;
const NONE = { kind: "clock", parameters: {} };
const OFF = { minPages: 0, lowPages: 0, highPages: 0, reservePages: 0 };

/** A point every ten seconds of the two minutes that a built result took. */
export const TIMES: readonly number[] = Array.from({ length: 12 }, (_, i) => (i + 1) * 10e9);

/** A VM of 8 GiB as a scenario has it. */
export function scenarioVm(name: string, differences: Partial<Vm> = {}): Vm {
  return {
    name,
    group: name.replace(/-\d+$/, ""),
    memoryPages: 8 * GIB,
    kernelPages: 256 * MIB,
    vcpus: 1,
    policy: { kind: "lru", parameters: {} },
    swap: { pages: 2 * GIB, device: "nvme", readaheadPages: 8 },
    disk: "nvme",
    watermarks: OFF,
    deflateOnOom: true,
    balloon: {
      minimumPages: GIB,
      startPages: 0,
      kind: "virtio",
      unitPages: 1,
      touchedNs: 4455,
      untouchedNs: 2537,
      returnNs: 1808,
      migrateNs: 0,
      hostFaultNs: 3500,
      batchPages: 256,
      retryNs: 200e6,
      driver: { kind: "normal" },
    },
    reporting: null,
    statistics: { present: true, periodNs: 2e9, delayNs: 0, missing: [] },
    shares: 1000,
    bootNs: 0,
    shutdownNs: null,
    workload: {
      pages: 6 * GIB,
      filePages: 0,
      warmPages: 0,
      warmFilePages: 0,
      series: null,
      phases: [],
      repeat: false,
      content: { image: null, zeroShare: 0, volatileShare: 0 },
    },
    ...differences,
  };
}

/** A host of 32 GiB for VMs of these names, two minutes. */
export function scenario(names: readonly string[], differences: Partial<Scenario> = {}): Scenario {
  return {
    version: 1,
    name: "busy",
    description: "",
    seed: 1,
    durationNs: 120e9,
    pageBytes: 4096,
    scale: 1,
    quantumNs: 100e3,
    samplePeriodNs: 10e9,
    heat: "likely",
    costs: {
      minorFaultNs: 1000,
      majorFaultNs: 5000,
      hostFaultNs: 3500,
      hostFaultHugeNs: 490,
      scanNs: 100,
      evictNs: 270,
      inflateTouchedNs: 4455,
      inflateUntouchedNs: 2537,
      deflateNs: 1808,
      reportRangeNs: 4432,
      reportPageNs: 23,
    },
    devices: [
      {
        name: "nvme",
        latencyNs: 80e3,
        sequentialLatencyNs: 10e3,
        bytesPerSecond: 3e9,
        channels: 8,
        writeQueue: 128,
        rotational: false,
      },
    ],
    host: {
      memoryPages: 32 * GIB,
      reservedPages: GIB,
      policy: NONE,
      swap: { pages: 64 * GIB, device: "nvme", readaheadPages: 8 },
      watermarks: OFF,
      sharing: null,
      compression: null,
    },
    manager: { ...noManager(10e9), kind: "proxmox", parameters: { target: 0.8 } },
    vms: names.map((name) => scenarioVm(name)),
    ...differences,
  };
}

/** A VM that ran two minutes at a million references a second and never waited. */
export function vmResult(name: string, differences: Partial<VmResult> = {}): VmResult {
  return {
    name,
    group: name.replace(/-\d+$/, ""),
    state: "running",
    memoryPages: 8 * GIB,
    balloonPages: 2 * GIB,
    targetPages: 2 * GIB,
    mappedPages: 5 * GIB,
    freePages: GIB - 256 * MIB,
    backedPages: 5 * GIB,
    sharedPages: 0,
    swapUsedPages: 0,
    zramPages: 0,
    mostZramPages: 0,
    zramBytes: 0,
    hostSwapUsedPages: 0,
    references: 120e6,
    runNs: 120e9,
    slowdown: 1,
    worstSlowdown: 1,
    p99Slowdown: 1,
    stallNs: 0,
    blockedNs: 0,
    delayNs: NO_DELAYS,
    reasons: [],
    why: "",
    ...noGuestCountersTotals,
    minorFaults: 1e6,
    hostZeroFills: 1e6,
    inflatedPages: 2 * GIB,
    netBalloonPages: 2 * GIB,
    allocStalls: 0,
    directScannedPages: 0,
    directReclaimedPages: 0,
    pressureNs: 0,
    footprintGibMinutes: 40,
    ...differences,
  };
}

/** The columns of a VM whose balloon grew to 2 GiB and which never slowed down. */
export function vmSeries(differences: Partial<VmSeries> = {}): VmSeries {
  const zeros = TIMES.map(() => 0);
  return {
    balloonPages: TIMES.map((_, i) => Math.min(i * 512 * MIB, 2 * GIB)),
    targetPages: TIMES.map(() => 2 * GIB),
    mappedPages: TIMES.map(() => 5 * GIB),
    freePages: zeros,
    backedPages: TIMES.map(() => 5 * GIB),
    sharedPages: TIMES.map(() => 0),
    references: TIMES.map(() => 10e6),
    slowdown: TIMES.map(() => 1),
    stallShare: zeros,
    pressureShare: zeros,
    delayNs: {},
    zramPages: zeros,
    ...nothingHappened(),
    ...differences,
  };
}

/** The columns of a VM's counters, all of them zero. */
function nothingHappened() {
  const columns = guestCountersGrowth();
  for (const name of guestCountersSeries) columns[name] = TIMES.map(() => 0);
  return columns;
}

/** What the host of a built result went through: it got short, and swapped. */
export function hostResult(differences: Partial<HostResult> = {}): HostResult {
  return {
    overcommitRatio: 16 / 31,
    frames: 31 * GIB,
    freePages: 1.2 * GIB,
    leastFreePages: 300 * MIB,
    mostUsedPages: 31 * GIB - 300 * MIB,
    swapPages: 64 * GIB,
    swapUsedPages: 4 * GIB,
    mostSwapUsedPages: 5 * GIB,
    belowLowNs: 12e9,
    ...noHostCountersTotals,
    ...noSharingTotals,
    ...noPoolTotals,
    ...noCompressionCountersTotals,
    zeroFills: 8e6,
    majorFaults: 12345,
    swapInPages: 300 * MIB,
    swapOutPages: 5 * GIB,
    scannedPages: 1e6,
    states: [],
    kills: 0,
    mostSharingPages: 0,
    mostPoolPages: 0,
    ...differences,
  };
}

/** The result of a completed run with VMs of these names. */
export function result(vms: readonly VmResult[], differences: Partial<Result> = {}): Result {
  return {
    version: 1,
    scenario: scenario(vms.map(({ name }) => name)),
    outcome: "completed",
    simulatedNs: 120e9,
    host: hostResult({ overcommitRatio: (vms.length * 8) / 31 }),
    devices: [
      {
        name: "nvme",
        reads: 76800,
        writes: 1310720,
        readBytes: 314572800,
        writtenBytes: 5368709120,
        utilisation: 0.12,
      },
    ],
    vms,
    series: {
      timeNs: TIMES,
      host: {
        ...hostCountersGrowth(),
        freePages: TIMES.map((_, i) => Math.max(300 * MIB, (31 - 3 * i) * GIB)),
        swapUsedPages: TIMES.map((_, i) => Math.max(0, i - 6) * GIB),
        swapInPages: TIMES.map((_, i) => (i === 11 ? 300 * MIB : 0)),
        swapOutPages: TIMES.map((_, i) => (i > 6 ? GIB : 0)),
        sharingPages: TIMES.map(() => 0),
        state: [],
        poolPages: TIMES.map(() => 0),
      },
      devices: [{ utilisation: TIMES.map((_, i) => i / 12) }],
      vms: vms.map(() => vmSeries()),
    },
    events: [],
    run: {
      wallSeconds: 4,
      references: vms.length * 120e6,
      referencesPerSecond: vms.length * 30e6,
      engineBytes: 320 * 2 ** 20,
    },
    ...differences,
  };
}

/** That of a run which nothing slowed down. */
export const NO_EXCESS: Verdict = { p99Excess: 1, excessKills: 0, againstRoomy: true, blame: null };
