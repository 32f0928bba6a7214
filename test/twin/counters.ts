/** A VM's totals. */
export function newVmCounters() {
  return {
    references: 0,
    runNs: 0,
    stallNs: 0,
    blockedNs: 0,
    minorFaults: 0,
    majorFaults: 0,
    hostZeroFills: 0,
    hostMajorFaults: 0,
    swapInPages: 0,
    swapOutPages: 0,
    fileReadPages: 0,
    fileWritePages: 0,
    evictions: 0,
    directReclaims: 0,
    doublePaging: 0,
    falseReads: 0,
    inflatedPages: 0,
    deflatedPages: 0,
    scannedPages: 0,
    allocStalls: 0,
    asyncScannedPages: 0,
    directScannedPages: 0,
    asyncReclaimedPages: 0,
    directReclaimedPages: 0,
    oomKills: 0,
    pressedNs: 0,
    reportedPages: 0,
    reportingNs: 0,
  };
}

export type VmCounters = ReturnType<typeof newVmCounters>;

/** The host's totals. */
export function newHostCounters() {
  return {
    zeroFills: 0,
    majorFaults: 0,
    swapInPages: 0,
    swapOutPages: 0,
    falseReads: 0,
    silentSwapWrites: 0,
    scannedPages: 0,
    compressedPages: 0,
    decompressedPages: 0,
    uncompressedPages: 0,
    writtenBackPages: 0,
    kills: 0,
  };
}

export type HostCounters = ReturnType<typeof newHostCounters>;
