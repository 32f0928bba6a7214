import * as v from "valibot";
import { nearest } from "../parameter/nearest.ts";
import type { CatalogueEntry } from "../parameter/parameter.ts";
import { quote } from "../parameter/reading.ts";
import type { Catalogue, ManagerEntry } from "./catalogue.ts";
import { devicePresets } from "./device/presets.ts";
import { compressionSchema } from "./host/written-compression.ts";
import { sharingSchema } from "./host/written-sharing.ts";
import { type Choice, choice, choiceInOneLine, entryOf } from "./key/choice.ts";
import { count, duration, leaf, rate, size, sizeOrShare, text } from "./key/quantity.ts";
import { either, isSection, list, named, section, shorthand } from "./key/section.ts";
import { isModule, OWN_MANAGER, ownManagerSchemas } from "./manager/own-manager.ts";
import { swapSchema } from "./memory/written-swap.ts";
import { policySchema, vmSchema, watermarksSchema } from "./vm/written-vm.ts";

/** The versions of the scenario format that can be read. */
export const KNOWN_VERSIONS: readonly number[] = [1];

/** What a scenario holds beside its devices, host, manager, costs and VMs. */
export type WrittenHead = v.InferOutput<ReturnType<typeof headSchema>>;

/** A device as it was written. */
export type WrittenDevice = v.InferOutput<typeof deviceSchema>;

/** The host as it was written. */
export type WrittenHost = v.InferOutput<ReturnType<typeof hostSchema>>;

/** The costs that were written. */
export type WrittenCosts = v.InferOutput<typeof costsSchema>;

const headEntries = {
  version: leaf("Version of the scenario format.", { enum: KNOWN_VERSIONS, examples: [1] }, (written) => {
    const version = KNOWN_VERSIONS.find((known) => known === written);
    return version === undefined
      ? { problem: `${quote(written)} is not a known version: write ${KNOWN_VERSIONS.join(" or ")}` }
      : { value: version };
  }),
  name: v.optional(text("Name of the scenario. Default: the file's name.", "busy")),
  description: v.optional(text("What it shows.", "All VMs are busy.")),
  seed: v.optional(count("Decides every random draw. Default: 1.", { least: 0, most: 2 ** 32 - 1 })),
  duration: duration("Simulated time.", { least: 1e6 }, "2min"),
  pageSize: v.optional(
    leaf(
      "Size of a page, a power of two from 4KiB to 2MiB. Default: 4KiB.",
      { enum: pageSizes(), examples: ["4KiB"] },
      (written) => {
        const found = pageSizes().indexOf(String(written).replaceAll(" ", ""));
        return found < 0
          ? { problem: `${quote(written)} is not a page size: write one of ${pageSizes().join(", ")}` }
          : { value: 4096 * 2 ** found };
      },
    ),
  ),
  quantum: v.optional(
    duration("How far a vCPU may run ahead of the next one. Default: 100us.", { least: 1, most: 1e9 }, "100us"),
  ),
  sample: v.optional(
    duration(
      "Distance of two points of the time series. Default: the shortest of 1s, 2s, 5s, 10s, 20s, 30s, 1min, 2min, 5min, 10min, 20min, 30min, 1h and 2h that makes 2000 points at most; the duration if that is less.",
      { least: 1e6 },
      "1s",
    ),
  ),
};

/** A device: a preset's name, or a preset with numbers of one's own. */
export const deviceSchema = shorthand(
  leaf("A preset.", { enum: devicePresets.map(({ name }) => name), examples: ["nvme"] }, readPreset),
  section({
    preset: v.optional(
      leaf(
        "What it is like where nothing else is written. Default: nvme.",
        { enum: devicePresets.map(({ name }) => name) },
        readPreset,
      ),
    ),
    latency: v.optional(duration("Time before the first byte of a request.", { most: 60e9 }, "80us")),
    sequentialLatency: v.optional(
      duration(
        "The same for a request that begins where the one before ended. Default: the preset's, but no more than latency.",
        { most: 60e9 },
        "80us",
      ),
    ),
    bandwidth: v.optional(rate("All channels together.", "3GB/s")),
    channels: v.optional(count("Requests served at the same time.", { least: 1, most: 1024 }, 32)),
    writeQueue: v.optional(
      count("Writes that may be under way before who writes has to wait.", { least: 1, most: 65536 }, 128),
    ),
  }),
);

/** What each thing costs. */
export const costsSchema = section({
  minorFault: cost("A guest fault served without I/O. Default: 1us.", "1us"),
  majorFault: cost("What a fault that needs I/O costs on top of the device's time. Default: 5us.", "5us"),
  hostFault: cost("An EPT violation. Default: 3500ns.", "3500ns"),
  hostFaultHuge: cost("A page's share of one that the host serves with 2MiB at once. Default: 490ns.", "490ns"),
  scan: cost("One page looked at by a replacement policy. Default: 100ns.", "100ns"),
  evict: cost("One page evicted. Default: 270ns.", "270ns"),
  inflateTouched: cost("One page inflated that the host had backed. Default: 4455ns.", "4455ns"),
  inflateUntouched: cost("One page inflated that the host had not backed. Default: 2537ns.", "2537ns"),
  deflate: cost("One page deflated. Default: 1808ns.", "1808ns"),
  reportRange: cost("One range of a free page report. Default: 4432ns.", "4432ns"),
  reportPage: cost("One page of such a range. Default: 23ns.", "23ns"),
});

/** The keys at the top that are simple values. */
export const headSchema = () => section(headEntries);

/** The host. */
export function hostSchema(catalogue: Catalogue) {
  return section({
    memory: size("Memory of the host.", "32GiB"),
    reserved: v.optional(
      sizeOrShare("What the host needs itself, a share being one of its memory. Default: 0.", "1GiB"),
    ),
    policy: v.optional(
      policySchema(catalogue, "host", "Replacement policy of the host, which sees accessed bits only. Default: clock."),
    ),
    swap: v.optional(swapSchema("Swap of the host; 0: none. Default: 0.")),
    watermarks: v.optional(
      watermarksSchema("Free memory at which the host reclaims: linux (as Linux sets it) or off. Default: linux."),
    ),
    sharing: v.optional(sharingSchema),
    compression: v.optional(compressionSchema),
  });
}

/** The memory manager; its period is read like a parameter of its own. */
export function managerSchema({ managers }: Catalogue): v.GenericSchema<unknown, Choice> {
  const timed = managers.map(withPeriod);
  const inOneLine = choiceInOneLine("manager", timed, "What sets the balloons' targets. Default: none.");
  const inFull = choice("kind", timed);
  const own = ownManagerSchemas(withPeriod(OWN_MANAGER));
  return either([inOneLine, inFull, own.inOneLine, own.byModule, own.byKind], (written) => {
    if (!isSection(written)) return isModule(written) ? own.inOneLine : inOneLine;
    if ("module" in written) return own.byModule;
    return isModule(written.kind) ? own.byKind : inFull;
  });
}

/** The entry of the manager that was chosen. */
export function managerEntry({ managers }: Catalogue, chosen: Choice): ManagerEntry {
  return chosen.kind === OWN_MANAGER.name ? OWN_MANAGER : entryOf(managers, chosen);
}

/** A manager's entry with its period among the parameters. */
export function withPeriod(manager: Catalogue["managers"][number]): CatalogueEntry {
  const period = { unit: "ns", default: manager.defaultPeriodNs, least: 1e6, about: "How often it decides." } as const;
  return { ...manager, parameters: { period, ...manager.parameters } };
}

/** The devices by name. */
export const devicesSchema = named(
  deviceSchema,
  "Disks by name, each a preset's name or a group of keys. Default: swap, an nvme.",
  "swap: nvme",
);

/** Everything a person may write in a scenario. */
export function scenarioSchema(catalogue: Catalogue) {
  return section({
    ...headEntries,
    devices: v.optional(devicesSchema),
    host: v.pipe(
      hostSchema(catalogue),
      v.metadata({ description: "The machine that promised its memory to the VMs.", examples: [{ memory: "32GiB" }] }),
    ),
    manager: v.optional(managerSchema(catalogue)),
    costs: v.optional(v.pipe(costsSchema, v.description("What each thing costs in time."))),
    vms: list(vmSchema(catalogue), "The virtual machines.", {
      name: "web",
      memory: "8GiB",
      workload: { pattern: "uniform" },
    }),
  });
}

function cost(about: string, example: string) {
  return v.optional(duration(about, { most: 60e9 }, example));
}

function pageSizes(): readonly string[] {
  return ["4KiB", "8KiB", "16KiB", "32KiB", "64KiB", "128KiB", "256KiB", "512KiB", "1MiB", "2MiB"];
}

function readPreset(written: unknown) {
  const names = devicePresets.map(({ name }) => name);
  const found = devicePresets.find(({ name }) => name === written);
  if (found !== undefined) return { value: found };
  const near = nearest(String(written), names);
  return {
    problem: `${quote(written)} is not a device: ${near === null ? `write ${names.join(", ")} or a group of keys` : `did you mean ${near}?`}`,
  };
}
