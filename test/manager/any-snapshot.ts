import fc from "fast-check";
import type { GuestStatistics, HostView, SharingView, Snapshot, VmView } from "../../src/manager/manager.ts";

const MIB = 1024 ** 2;

const size = (most: number) => fc.integer({ min: 0, max: most / 4096 }).map((pages) => pages * 4096);
const count = fc.nat({ max: 1_000_000_000 });
const perhaps = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 5 });

const statistics = (memoryBytes: number): fc.Arbitrary<GuestStatistics> =>
  fc.record({
    ageNs: fc.nat({ max: 20e9 }),
    totalBytes: perhaps(size(memoryBytes)),
    freeBytes: perhaps(size(memoryBytes)),
    availableBytes: perhaps(size(memoryBytes)),
    cachesBytes: perhaps(size(memoryBytes)),
    committedBytes: perhaps(size(2 * memoryBytes)),
    lowBytes: perhaps(size(64 * MIB)),
    highBytes: perhaps(size(96 * MIB)),
    lowmemReserveBytes: perhaps(size(16 * MIB)),
    sharedBytes: perhaps(size(64 * MIB)),
    unevictableBytes: perhaps(size(64 * MIB)),
    frontswapBytes: perhaps(size(memoryBytes)),
    swapInBytes: perhaps(count),
    swapOutBytes: perhaps(count),
    majorFaults: perhaps(count),
    minorFaults: perhaps(count),
    oomKills: perhaps(count),
    allocStalls: perhaps(count),
    asyncScannedPages: perhaps(count),
    directScannedPages: perhaps(count),
    asyncReclaimedPages: perhaps(count),
    directReclaimedPages: perhaps(count),
    pressure: fc.constant(null),
  });

const vm = (index: number): fc.Arbitrary<VmView> =>
  fc
    .tuple(fc.constantFrom(64, 512, 1024, 8192, 65536), fc.double({ min: 0, max: 1, noNaN: true }))
    .chain(([memoryMib, part]) => {
      const memoryBytes = memoryMib * MIB;
      const minimumBytes = Math.floor((memoryBytes * part) / 4096) * 4096;
      const held = size(memoryBytes - minimumBytes).map((bytes) => minimumBytes + bytes);
      return fc.record<VmView>({
        vm: fc.constant(index),
        name: fc.constant(`vm-${index}`),
        running: fc.boolean(),
        memoryBytes: fc.constant(memoryBytes),
        minimumBytes: fc.constant(minimumBytes),
        shares: fc.integer({ min: 1, max: 1_000_000 }),
        hasDriver: fc.constantFrom(true, true, true, false),
        actualBytes: held,
        targetBytes: held,
        backedBytes: size(memoryBytes),
        activity: perhaps(
          fc.record({
            periods: fc.nat({ max: 9 }),
            latestShare: fc.double({ min: 0, max: 1, noNaN: true }),
            currentShare: fc.double({ min: 0, max: 1, noNaN: true }),
          }),
        ),
        statistics: perhaps(statistics(memoryBytes)),
        curve: fc.constant(null),
        killRequests: fc.array(
          fc.record({ processBytes: size(512 * MIB), score: fc.integer({ min: -1000, max: 1000 }) }),
          { maxLength: 2 },
        ),
      });
    });

const sharing: fc.Arbitrary<SharingView> = fc.record({
  running: fc.boolean(),
  pagesToScan: fc.nat({ max: 4000 }),
  sleepNs: fc.nat({ max: 100e6 }),
  sharedPages: fc.constantFrom(0, 7, 100_000),
  sharingPages: fc.nat({ max: 1_000_000 }),
});

const host: fc.Arbitrary<HostView> = fc.constantFrom(1024, 8192, 262144).chain((memoryMib) => {
  const memoryBytes = memoryMib * MIB;
  return fc.record<HostView>({
    memoryBytes: fc.constant(memoryBytes),
    freeBytes: size(memoryBytes),
    lowBytes: size(memoryBytes / 64),
    highBytes: size(memoryBytes / 32),
    lowmemReserveBytes: size(memoryBytes / 128),
    swapBytes: fc.constant(memoryBytes),
    swapUsedBytes: size(memoryBytes),
    swapInBytes: count,
    swapOutBytes: count,
    scannedPages: count,
    reclaimedPages: count,
    sharing: perhaps(sharing),
  });
});

/** What a manager sees tick by tick: up to five VMs, in any state, which tell anything or nothing. */
export const anySnapshots: fc.Arbitrary<Snapshot[]> = fc.nat({ max: 5 }).chain((vms) =>
  fc
    .array(
      fc.record({
        passedNs: fc.constantFrom(1e9, 5e9, 60e9),
        periodic: fc.constantFrom(true, true, false),
        host,
        vms: fc.tuple(...Array.from({ length: vms }, (_, index) => vm(index))),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map((ticks) => {
      let nowNs = 0;
      return ticks.map(({ passedNs, ...tick }) => {
        nowNs += passedNs;
        return { nowNs, ...tick };
      });
    }),
);
