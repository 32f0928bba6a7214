import type { CatalogueEntry, Parameters } from "../../parameter/parameter.ts";
import type { Device } from "../scenario.ts";

/** The device of a scenario that names none. */
export const STANDARD_PRESET = "nvme";

/** What a device is like, its name aside. */
export type DevicePreset = CatalogueEntry & { readonly device: Omit<Device, "name"> };

/** Disks people have, with the numbers they are simulated by. */
export const devicePresets: readonly DevicePreset[] = [
  preset("nvme", "A datacentre NVMe SSD: many requests at a time, no penalty for random ones.", {
    device: { latencyNs: 80e3, sequentialLatencyNs: 80e3, bytesPerSecond: 3e9, channels: 32, writeQueue: 128 },
    source:
      "80–100 µs for a random 4 KiB read of NAND flash; bandwidth of a PCIe 3.0 ×4 drive; channels and queue: assumed",
  }),
  preset("sata-ssd", "A SATA SSD.", {
    device: { latencyNs: 100e3, sequentialLatencyNs: 100e3, bytesPerSecond: 500e6, channels: 8, writeQueue: 128 },
    source: "50–150 µs for a random 4 KiB read; bandwidth is what SATA 6 Gbit/s leaves; channels and queue: assumed",
  }),
  preset("hdd", "A hard disk of 7200 revolutions a minute: one request at a time, slow unless sequential.", {
    device: { latencyNs: 8.2e6, sequentialLatencyNs: 0.1e6, bytesPerSecond: 150e6, channels: 1, writeQueue: 128 },
    source:
      "half a turn (60 s ÷ 7200 ÷ 2 = 4.2 ms) and a seek of 4 ms; sequential latency, bandwidth and queue: typical of datasheets",
  }),
];

function preset(
  name: string,
  about: string,
  { device, source }: { device: Omit<Device, "name">; source: string },
): DevicePreset {
  const parameters: Parameters = {
    latency: { unit: "ns", default: device.latencyNs, about: "Time before the first byte of a request." },
    sequentialLatency: {
      unit: "ns",
      default: device.sequentialLatencyNs,
      about: "The same for a request that begins where the one before ended.",
    },
    bandwidth: { unit: "bytesPerSecond", default: device.bytesPerSecond, about: "All channels together." },
    channels: { unit: "count", default: device.channels, about: "Requests served at the same time." },
    writeQueue: { unit: "count", default: device.writeQueue, about: "Writes under way before who writes has to wait." },
  };
  return { name, about, source, parameters, device };
}
