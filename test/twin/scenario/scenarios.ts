import fc from "fast-check";
import { noManager } from "../../../src/scenario/manager/manager.ts";
import type {
  Balloon,
  Compression,
  Content,
  DriverBehaviour,
  PolicyChoice,
  Reporting,
  Scenario,
  Sharing,
  Swap,
  Vm,
  Watermarks,
  ZramSwap,
} from "../../../src/scenario/scenario.ts";

const DEVICE_NAMES = ["first", "second", "third"];

const latencyNs = fc.constantFrom(0, 90, 2_000, 40_000);

function device(name: string): fc.Arbitrary<Scenario["devices"][number]> {
  return fc
    .record({
      latencyNs,
      sequentialShare: fc.constantFrom(0, 0.5, 1),
      bytesPerSecond: fc.constantFrom(77_777_777, 2_000_000_003, 40_000_000_000, 9_000_000_000_000),
      channels: fc.integer({ min: 1, max: 3 }),
      writeQueue: fc.integer({ min: 1, max: 4 }),
      rotational: fc.boolean(),
    })
    .map(({ sequentialShare, ...rest }) => ({
      name,
      ...rest,
      sequentialLatencyNs: Math.floor(rest.latencyNs * sequentialShare),
    }));
}

const cost = fc.constantFrom(0, 1, 7, 50, 300);

const costs = fc.record({
  minorFaultNs: cost,
  majorFaultNs: cost,
  hostFaultNs: cost,
  hostFaultHugeNs: cost,
  scanNs: cost,
  evictNs: cost,
  inflateTouchedNs: cost,
  inflateUntouchedNs: cost,
  deflateNs: cost,
  reportRangeNs: cost,
  reportPageNs: cost,
});

const seed = fc.integer({ min: 1, max: 0xffff_ffff });
const load = fc.constantFrom(0, 1);

const hostPolicy: fc.Arbitrary<PolicyChoice> = fc.oneof(
  load.map((value) => ({ kind: "clock", parameters: { load: value } })),
  seed.map((value) => ({ kind: "random", parameters: { seed: value } })),
);

const guestPolicy: fc.Arbitrary<PolicyChoice> = fc.oneof(
  fc.constantFrom({ kind: "lru", parameters: {} }, { kind: "fifo", parameters: {} }),
  hostPolicy,
);

/** Off, or small steps; the high watermark stays below the frames. */
function watermarks(frames: number): fc.Arbitrary<Watermarks> {
  const off = fc.constant({ minPages: 0, lowPages: 0, highPages: 0, reservePages: 0 });
  if (frames < 3) return off;
  const step = fc.integer({ min: 0, max: 2 });
  const on = fc.tuple(step, step, step).map(([min, low, high]) => {
    const highPages = Math.min(min + low + high + 1, frames - 1);
    const lowPages = Math.min(min + low, highPages);
    return { minPages: Math.min(min, lowPages), lowPages, highPages, reservePages: 0 };
  });
  return fc.oneof({ weight: 2, arbitrary: off }, { weight: 3, arbitrary: on });
}

function swap(deviceNames: readonly string[]): fc.Arbitrary<Swap> {
  return fc.record({
    pages: fc.oneof(
      { weight: 1, arbitrary: fc.constant(0) },
      { weight: 3, arbitrary: fc.integer({ min: 1, max: 12 }) },
      { weight: 5, arbitrary: fc.integer({ min: 20, max: 90 }) },
      { weight: 3, arbitrary: fc.integer({ min: 257, max: 600 }) },
    ),
    device: fc.constantFrom(...deviceNames),
    readaheadPages: fc.constantFrom(1, 2, 4, 8, 8),
  });
}

/** A compressed size, and how such pages lie in frames: never more frames than pages. */
const compressedSize = fc.record({
  bytes: fc.constantFrom(100, 1500, 1500, 2048, 2731, 4096),
  group: fc.constantFrom([1, 2], [1, 3], [4, 7], [1, 1], [1500, 4096], [3, 5]),
});

/** Compressed sizes of pages by content. */
const compressedSizes = fc
  .record({ image: compressedSize, changing: compressedSize, other: compressedSize })
  .map(({ image, changing, other }) => ({
    ...{ imageBytes: image.bytes, imageFrames: image.group[0], imageFit: image.group[1] },
    ...{ volatileBytes: changing.bytes, volatileFrames: changing.group[0], volatileFit: changing.group[1] },
    ...{ otherBytes: other.bytes, otherFrames: other.group[0], otherFit: other.group[1] },
  }));

/** Swap on a disk, or in compressed memory: with a limit or without, for pages of nearly no, partial or full compressed size. */
function guestSwap(deviceNames: readonly string[], memoryPages: number): fc.Arbitrary<Swap | ZramSwap> {
  const zram: fc.Arbitrary<ZramSwap> = fc
    .record({
      kind: fc.constant("zram" as const),
      pages: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 20, max: 90 })),
      limitPages: fc.option(fc.integer({ min: 1, max: Math.ceil(memoryPages / 3) })),
      compressNs: cost,
      decompressNs: cost,
      sizes: compressedSizes,
    })
    .map(({ sizes, ...rest }) => ({ ...rest, ...sizes }));
  return fc.oneof({ weight: 3, arbitrary: swap(deviceNames) }, { weight: 1, arbitrary: zram });
}

const driver: fc.Arbitrary<DriverBehaviour> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: "normal" } as const) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(500_000_000, 7_000_000_000, 900_000_000_000)
      .map((bytesPerSecond) => ({ kind: "slow", bytesPerSecond }) as const),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 0, max: 12 }).map((mostPages) => ({ kind: "limited", mostPages }) as const),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "stuck" } as const) },
  {
    weight: 2,
    arbitrary: fc
      .record({ workingNs: fc.integer({ min: 1, max: 20_000 }), stuckNs: fc.integer({ min: 1, max: 20_000 }) })
      .map((periods) => ({ kind: "intermittent", ...periods }) as const),
  },
);

const balloon: fc.Arbitrary<Balloon | null> = fc.option(
  fc.record({
    minimumPages: fc.constant(0),
    startPages: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 12 }) },
    ),
    kind: fc.constantFrom("virtio", "virtio-2m", "virtio-mem", "virtio-mem", "hyperalloc"),
    unitPages: fc.constantFrom(1, 1, 2, 4),
    touchedNs: cost,
    untouchedNs: cost,
    returnNs: cost,
    migrateNs: cost,
    hostFaultNs: cost,
    batchPages: fc.integer({ min: 1, max: 8 }),
    retryNs: fc.constantFrom(500, 9_000, 200_000),
    driver,
  }),
  { freq: 5 },
);

/** Enough identical pages that some are merged. */
const content: fc.Arbitrary<Content> = fc
  .record({
    image: fc.option(fc.record({ name: fc.constantFrom("one", "other"), share: fc.constantFrom(0.2, 0.5) })),
    zeroShare: fc.constantFrom(0, 0.1, 0.3),
  })
  .map((some) => ({ ...some, volatileShare: 0.2 }));

/** Page sharing at any pace. */
export const sharing: fc.Arbitrary<Sharing> = fc.record({
  pagesToScan: fc.integer({ min: 1, max: 100 }),
  sleepNs: fc.constantFrom(700, 5_000, 90_000),
  twice: fc.boolean(),
  beforeSwap: fc.boolean(),
  twiceAlways: fc.boolean(),
  smartScan: fc.boolean(),
  zeroPages: fc.constantFrom(true, true, false),
  unmergesZeroes: fc.constantFrom(true, true, true, false),
  mostSharers: fc.constantFrom(2, 3, 256),
  scanNs: cost,
  mergeNs: cost,
  copyNs: cost,
  tuning: fc.constant(null),
});

const reporting: fc.Arbitrary<Reporting | null> = fc.option(
  fc.integer({ min: 0, max: 3 }).chain((largestOrder) =>
    fc.record({
      order: fc.integer({ min: 0, max: largestOrder }),
      largestOrder: fc.constant(largestOrder),
      delayNs: fc.constantFrom(1, 900, 40_000, 1_000_000),
      capacity: fc.integer({ min: 1, max: 4 }),
    }),
  ),
  { freq: 2 },
);

/** A pool of up to a third of the host, or with parts per VM that fill at once or almost never; pages of nearly no, partial or full compressed size. */
export function compression(frames: number): fc.Arbitrary<Compression> {
  const limits = fc.oneof(
    fc.record({ mostPages: fc.integer({ min: 0, max: Math.floor(frames / 3) }), vmShare: fc.constant(null) }),
    fc.record({
      mostPages: fc.constantFrom(Math.min(1, frames - 1), frames - 1),
      vmShare: fc.constantFrom(0.02, 0.1),
    }),
  );
  return fc
    .record({
      limits,
      acceptShare: fc.constantFrom(0.5, 0.9),
      keepBytes: fc.constantFrom(2048, 4096),
      compressNs: cost,
      decompressNs: cost,
      sizes: compressedSizes,
    })
    .map(({ acceptShare, sizes, limits: { mostPages, vmShare }, ...rest }) => ({
      ...rest,
      ...sizes,
      mostPages,
      vmShare,
      acceptPages: Math.floor(mostPages * acceptShare),
    }));
}

function workload(memoryPages: number): fc.Arbitrary<Vm["workload"]> {
  const most = memoryPages * 2 + 4;
  const little = fc.integer({ min: 1, max: most });
  const much = fc.integer({ min: memoryPages, max: most });
  return fc.oneof({ weight: 1, arbitrary: little }, { weight: 2, arbitrary: much }).chain((pages) =>
    fc
      .record({
        pages: fc.constant(pages),
        filePages: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: pages })),
        warmPages: fc.oneof(
          { weight: 3, arbitrary: fc.constant(0) },
          { weight: 1, arbitrary: fc.integer({ min: 0, max: pages }) },
        ),
        warmShare: fc.oneof(
          { weight: 4, arbitrary: fc.constant(0) },
          { weight: 1, arbitrary: fc.double({ min: 0, max: 1 }) },
        ),
        phases: fc.constant([]),
        repeat: fc.constant(false),
        content,
        series: fc.constant(null),
      })
      .map(({ warmShare, ...rest }) => ({ ...rest, warmFilePages: Math.floor(rest.filePages * warmShare) })),
  );
}

function vm(index: number, deviceNames: readonly string[]): fc.Arbitrary<Vm> {
  return fc.integer({ min: 2, max: 40 }).chain((memoryPages) =>
    fc.integer({ min: 0, max: Math.min(3, memoryPages - 1) }).chain((kernelPages) =>
      fc.record({
        name: fc.constant(`vm-${index}`),
        group: fc.constant("vm"),
        memoryPages: fc.constant(memoryPages),
        kernelPages: fc.constant(kernelPages),
        vcpus: fc.integer({ min: 1, max: 2 }),
        policy: guestPolicy,
        swap: guestSwap(deviceNames, memoryPages),
        disk: fc.constantFrom(...deviceNames),
        watermarks: watermarks(memoryPages - kernelPages),
        deflateOnOom: fc.boolean(),
        balloon,
        reporting,
        statistics: fc.constant({ present: false, periodNs: 1_000_000_000, delayNs: 0, missing: [] }),
        shares: fc.constant(1000),
        bootNs: fc.constant(0),
        shutdownNs: fc.constant(null),
        workload: workload(memoryPages),
      }),
    ),
  );
}

/** Small scenarios with 1–3 VMs of 2–40 frames on a host that is rarely large enough, so that every path of the machine is likely. */
export const smallScenarios: fc.Arbitrary<Scenario> = fc
  .record({ vms: fc.integer({ min: 1, max: 3 }), devices: fc.integer({ min: 1, max: 3 }) })
  .chain((count) => {
    const names = DEVICE_NAMES.slice(0, count.devices);
    return fc.record({
      devices: fc.tuple(...names.map(device)),
      vms: fc.tuple(...Array.from({ length: count.vms }, (_, index) => vm(index, names))),
      deviceNames: fc.constant(names),
    });
  })
  .chain(({ devices, vms, deviceNames }) => {
    const promised = vms.reduce((sum, one) => sum + one.memoryPages, 0);
    return fc.record({
      version: fc.constant(1 as const),
      name: fc.constant("random"),
      description: fc.constant(""),
      seed: fc.nat(0xffff_ffff),
      durationNs: fc.constant(1_000_000_000),
      pageBytes: fc.constantFrom(4096, 65536),
      scale: fc.constant(1),
      quantumNs: fc.constantFrom(1, 200, 5_000, 1_000_000),
      samplePeriodNs: fc.constant(1_000_000),
      heat: fc.constant("likely" as const),
      costs,
      devices: fc.constant(devices),
      host: hostFor(promised, deviceNames),
      manager: fc.constant(noManager(1e9)),
      vms: fc.constant(vms),
    });
  });

function hostFor(promised: number, deviceNames: readonly string[]): fc.Arbitrary<Scenario["host"]> {
  const least = Math.max(1, Math.floor(promised / 3));
  const usable = fc.oneof(fc.integer({ min: least, max: promised }), fc.integer({ min: 1, max: promised + 8 }));
  return fc.tuple(usable, fc.integer({ min: 0, max: 4 })).chain(([pages, reservedPages]) =>
    fc.record({
      memoryPages: fc.constant(pages + reservedPages),
      reservedPages: fc.constant(reservedPages),
      policy: hostPolicy,
      swap: swap(deviceNames),
      watermarks: watermarks(pages),
      sharing: fc.option(sharing, { freq: 2 }),
      compression: fc.option(compression(pages), { freq: 3 }),
    }),
  );
}
