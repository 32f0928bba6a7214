import * as v from "valibot";
import { nearest } from "../../parameter/nearest.ts";
import { quote, type Reading } from "../../parameter/reading.ts";
import { part } from "../key/key.ts";
import { leaf } from "../key/leaf.ts";
import type { PageCounting } from "../key/pages.ts";
import { named, section, shorthand } from "../key/section.ts";
import { type Settled, settle } from "../key/settle.ts";
import { deviceNumbers } from "./numbers.ts";
import { type DevicePreset, devicePresets } from "./presets.ts";

/** A disk that guests and host may swap to. */
export interface Device extends Settled<typeof deviceNumbers> {
  readonly name: string;
}

/** A device as it was written: a preset, or a preset and numbers. */
export type WrittenDevice = v.InferOutput<typeof deviceSchema>;

const names = devicePresets.map(({ name }) => name);

const deviceSchema = shorthand(
  leaf({ enum: names }, readPreset),
  section({
    preset: part(leaf({ enum: names }, readPreset), {
      about: "Preset for the numbers that are not written.",
      default: "nvme",
    }),
    ...deviceNumbers,
  }),
);

/** The key of the devices. */
export const devicesKey = part(
  named(
    v.pipe(deviceSchema, v.metadata({ description: "A preset's name, or a group of keys.", examples: ["nvme"] })),
    "swap: nvme",
  ),
  { about: "Disks by name.", default: { swap: "nvme" } },
);

/** A device with all its numbers. */
export function resolveDevice(name: string, written: WrittenDevice, counting: PageCounting): Device {
  if ("device" in written) return { name, ...written.device };
  const { preset, latency } = written;
  const { latencyNs, sequentialLatencyNs } = preset.device;
  const standard = {
    ...preset.device,
    sequentialLatencyNs: Math.min(sequentialLatencyNs, latency ?? latencyNs),
  };
  return { name, ...settle(deviceNumbers, written, ["devices", name], counting, standard) };
}

function readPreset(written: unknown): Reading<DevicePreset> {
  const found = devicePresets.find(({ name }) => name === written);
  if (found !== undefined) return { value: found };
  const near = nearest(String(written), names);
  return {
    problem: `${quote(written)} is not a device: ${near === null ? `write ${names.join(", ")} or a group of keys` : `did you mean ${near}?`}`,
  };
}
