import type { GuestStatistics, HostView, Snapshot, VmView } from "../../src/manager/manager.ts";

const GIB = 1024 ** 3;

/** A guest's answer in which only the free memory matters. */
export function answer(freeBytes: number): GuestStatistics {
  return {
    ageNs: 0,
    totalBytes: 4 * GIB,
    freeBytes,
    availableBytes: freeBytes,
    cachesBytes: 0,
    committedBytes: null,
    lowBytes: null,
    highBytes: null,
    lowmemReserveBytes: null,
    sharedBytes: null,
    unevictableBytes: null,
    frontswapBytes: null,
    swapInBytes: 0,
    swapOutBytes: 0,
    majorFaults: 0,
    minorFaults: 0,
    oomKills: null,
    allocStalls: null,
    asyncScannedPages: null,
    directScannedPages: null,
    asyncReclaimedPages: null,
    directReclaimedPages: null,
    pressure: null,
  };
}

/** A running VM of 4 GiB, minimum 1 GiB, that has answered nothing yet. */
export function vmView(vm: number, differences: Partial<VmView> = {}): VmView {
  return {
    vm,
    name: `vm-${vm}`,
    running: true,
    memoryBytes: 4 * GIB,
    minimumBytes: GIB,
    shares: 1000,
    hasDriver: true,
    actualBytes: 4 * GIB,
    targetBytes: 4 * GIB,
    backedBytes: 4 * GIB,
    activity: null,
    statistics: null,
    curve: null,
    killRequests: [],
    ...differences,
  };
}

/** A host of 32 GiB, half of it free, with these VMs. */
export function snapshot(vms: readonly VmView[], host: Partial<HostView> = {}): Snapshot {
  return {
    nowNs: 0,
    periodic: true,
    host: {
      memoryBytes: 32 * GIB,
      freeBytes: 16 * GIB,
      lowBytes: 0,
      highBytes: 0,
      lowmemReserveBytes: 0,
      swapBytes: 0,
      swapUsedBytes: 0,
      swapInBytes: 0,
      swapOutBytes: 0,
      scannedPages: 0,
      reclaimedPages: 0,
      sharing: null,
      ...host,
    },
    vms,
  };
}
