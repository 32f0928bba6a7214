import { describe, expect, it } from "vitest";
import { type ImportedScenario, importCsv, importFiles, importPrometheus } from "../../src/import/import.ts";
import { parseScenario } from "../../src/parse-scenario.ts";
import { COLUMNS, expected, hostsOf, sampleFile } from "./sample.ts";

/** Each sample, and the scenarios that it must give: their numbers were checked by hand. */
const sources: readonly (readonly [name: string, make: () => Promise<ImportedScenario[]>])[] = [
  ["libvirt", async () => importFiles("libvirt", await hostsOf("libvirt"))],
  ["proxmox", async () => importFiles("proxmox", await hostsOf("proxmox"))],
  ["firecracker", async () => importFiles("firecracker", await hostsOf("firecracker"))],
  ["cloud", async () => importFiles("cloud-hypervisor", await hostsOf("cloud-hypervisor"))],
  ["prometheus", async () => importPrometheus([await sampleFile("prometheus/libvirt.json")])],
  ["csv", async () => importCsv(await sampleFile("csv/vms.csv"), COLUMNS)],
];

describe("a sample", () => {
  it.each(sources)(
    "%s gives exactly the scenarios that are expected, and the scenario reader takes them",
    async (name, make) => {
      for (const { host, text } of await make()) {
        await expect(text).toMatchFileSnapshot(expected(`${name}-${host.name}`));
        expect(parseScenario(text).vms).not.toEqual([]);
      }
    },
  );
});
