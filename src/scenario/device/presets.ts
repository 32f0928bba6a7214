import type { CatalogueEntry, Parameters } from "../../parameter/parameter.ts";
import type { Settled } from "../key/settle.ts";
import { deviceNumbers } from "./numbers.ts";

/** A kind of disk, with the numbers it is simulated by. */
export type DevicePreset = CatalogueEntry & { readonly device: Settled<typeof deviceNumbers> };

/** Common disks. */
export const devicePresets: readonly DevicePreset[] = [
  preset("nvme", "A datacentre NVMe SSD: many requests at a time, no penalty for random ones.", {
    device: {
      latencyNs: 80e3,
      sequentialLatencyNs: 80e3,
      bytesPerSecond: 3e9,
      channels: 32,
      writeQueue: 128,
      rotational: false,
    },
    source:
      "80–100 µs for a random 4 KiB read of NAND flash; bandwidth of a PCIe 3.0 ×4 drive; channels and queue: assumed",
  }),
  preset("sata-ssd", "A SATA SSD.", {
    device: {
      latencyNs: 100e3,
      sequentialLatencyNs: 100e3,
      bytesPerSecond: 500e6,
      channels: 8,
      writeQueue: 128,
      rotational: false,
    },
    source: "50–150 µs for a random 4 KiB read; bandwidth is what SATA 6 Gbit/s leaves; channels and queue: assumed",
  }),
  preset("hdd", "A hard disk of 7200 revolutions a minute: one request at a time, slow unless sequential.", {
    device: {
      latencyNs: 8.2e6,
      sequentialLatencyNs: 0.1e6,
      bytesPerSecond: 150e6,
      channels: 1,
      writeQueue: 128,
      rotational: true,
    },
    source:
      "half a turn (60 s ÷ 7200 ÷ 2 = 4.2 ms) and a seek of 4 ms; sequential latency, bandwidth and queue: typical of datasheets",
  }),
];

function preset(
  name: string,
  about: string,
  { device, source }: Pick<DevicePreset, "device" | "source">,
): DevicePreset {
  const { latency, sequentialLatency, bandwidth, channels, writeQueue, rotational } = deviceNumbers;
  const parameters: Parameters = {
    latency: { unit: "ns", default: device.latencyNs, about: latency.meaning.about },
    sequentialLatency: { unit: "ns", default: device.sequentialLatencyNs, about: sequentialLatency.meaning.about },
    bandwidth: { unit: "bytesPerSecond", default: device.bytesPerSecond, about: bandwidth.meaning.about },
    channels: { unit: "count", default: device.channels, about: channels.meaning.about },
    writeQueue: { unit: "count", default: device.writeQueue, about: writeQueue.meaning.about },
    rotational: { unit: "switch", default: device.rotational, about: rotational.meaning.about },
  };
  return { name, about, source, parameters, device };
}
