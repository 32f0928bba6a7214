import type {
  CompressionLayout,
  CostLayout,
  DeviceLayout,
  GuestLayout,
  HostLayout,
  MachineLayout,
  SharingLayout,
  SwapLayout,
  WatermarkLayout,
} from "./layout.ts";
import type { DriverConfig, ReportingConfig, ZramConfig } from "./machine.generated.ts";

/**
 * The machine with one page in `scale`, each of which takes as many times longer: so it waits for a page as long as the others would have
 * waited for theirs, and queues see the same load. docs/miniature.md derives it.
 */
export function miniatureOf(layout: MachineLayout, scale: number): MachineLayout {
  const to = new Proportions(scale);
  return {
    ...layout,
    quantumNs: layout.quantumNs * scale,
    costs: to.costs(layout.costs),
    devices: layout.devices.map((device) => to.device(device)),
    host: to.host(layout.host),
    guests: layout.guests.map((guest) => to.guest(guest)),
  };
}

class Proportions {
  readonly #scale: number;

  constructor(scale: number) {
    this.#scale = scale;
  }

  costs(costs: CostLayout): CostLayout {
    return {
      minorFaultNs: this.#longer(costs.minorFaultNs),
      majorFaultNs: this.#longer(costs.majorFaultNs),
      hostFaultNs: this.#longer(costs.hostFaultNs),
      scanNs: this.#longer(costs.scanNs),
      evictNs: this.#longer(costs.evictNs),
      reportRangeNs: this.#longer(costs.reportRangeNs),
      reportPageNs: this.#longer(costs.reportPageNs),
    };
  }

  /** As many requests at a time, and as many in its queue: each stands for others, which would have been served one after the other. */
  device(device: DeviceLayout): DeviceLayout {
    return {
      ...device,
      latencyNs: this.#longer(device.latencyNs),
      sequentialLatencyNs: this.#longer(device.sequentialLatencyNs),
      bytesPerSecond: this.#slower(device.bytesPerSecond),
    };
  }

  host(host: HostLayout): HostLayout {
    const { sharing, compression } = host;
    return {
      ...host,
      frames: this.#fewer(host.frames),
      swap: this.#swap(host.swap),
      watermarks: this.#watermarks(host.watermarks),
      sharing: sharing && this.#sharing(sharing),
      compression: compression && this.#compression(compression),
    };
  }

  guest(guest: GuestLayout): GuestLayout {
    const { zram, driver, reporting } = guest;
    return {
      ...guest,
      pages: this.#fewer(guest.pages),
      filePages: Math.floor(guest.filePages / this.#scale),
      frames: this.#fewer(guest.frames),
      kernelFrames: Math.floor(guest.kernelFrames / this.#scale),
      swap: this.#swap(guest.swap),
      zram: zram && this.#zram(zram),
      watermarks: this.#watermarks(guest.watermarks),
      zeroFillNs: this.#longer(guest.zeroFillNs),
      driver: driver && this.#driver(driver),
      reporting: reporting && this.#reporting(reporting),
    };
  }

  #swap(swap: SwapLayout): SwapLayout {
    return { ...swap, slots: swap.slots === 0 ? 0 : this.#fewer(swap.slots) };
  }

  #watermarks({ minPages, lowPages, highPages }: WatermarkLayout): WatermarkLayout {
    if (highPages === 0) return { minPages, lowPages, highPages };
    return {
      minPages: Math.round(minPages / this.#scale),
      lowPages: Math.round(lowPages / this.#scale),
      highPages: Math.max(1, Math.round(highPages / this.#scale)),
    };
  }

  /** The scanner looks at as many frames before a sleep that is as many times longer, so that whole numbers stay whole. */
  #sharing(sharing: SharingLayout): SharingLayout {
    return {
      ...sharing,
      scanNs: this.#longer(sharing.scanNs),
      mergeNs: this.#longer(sharing.mergeNs),
      copyNs: this.#longer(sharing.copyNs),
      sleepNs: this.#longer(sharing.sleepNs),
    };
  }

  #compression(compression: CompressionLayout): CompressionLayout {
    return {
      ...compression,
      mostPages: this.#fewer(compression.mostPages),
      acceptPages: Math.floor(compression.acceptPages / this.#scale),
      compressNs: this.#longer(compression.compressNs),
      decompressNs: this.#longer(compression.decompressNs),
    };
  }

  #zram(zram: ZramConfig): ZramConfig {
    return {
      ...zram,
      limitPages: this.#fewer(zram.limitPages),
      compressNs: this.#longer(zram.compressNs),
      decompressNs: this.#longer(zram.decompressNs),
    };
  }

  /** Units stay as many pages, each of which stands for others: so memory is as fragmented for them as it is. */
  #driver(driver: DriverConfig): DriverConfig {
    return {
      ...driver,
      batchPages: Math.max(2 ** driver.order, Math.floor(driver.batchPages / this.#scale)),
      touchedNs: this.#longer(driver.touchedNs),
      untouchedNs: this.#longer(driver.untouchedNs),
      returnNs: this.#longer(driver.returnNs),
      migrateNs: this.#longer(driver.migrateNs),
      mostPages: Math.floor(driver.mostPages / this.#scale),
      bytesPerSecond: driver.bytesPerSecond === 0 ? 0 : this.#slower(driver.bytesPerSecond),
    };
  }

  /** A report takes as much memory as before: fewer blocks, and smaller ones where it would be less than one. */
  #reporting(reporting: ReportingConfig): ReportingConfig {
    let { capacity, order } = reporting;
    for (let left = this.#scale; left > 1; left /= 2) {
      if (capacity > 1) capacity = Math.ceil(capacity / 2);
      else if (order > 0) order--;
    }
    return { ...reporting, capacity, order };
  }

  #fewer(pages: number): number {
    return Math.max(1, Math.floor(pages / this.#scale));
  }

  #longer(ns: number): number {
    return ns * this.#scale;
  }

  #slower(perSecond: number): number {
    return Math.max(1, Math.round(perSecond / this.#scale));
  }
}
