import { describe, expect, it } from "vitest";
import { importFiles } from "../../src/import/import.ts";
import { kernelOf, residentOf } from "../../src/import/model/deduced.ts";
import { parseScenario } from "../../src/parse-scenario.ts";

const GIB = 2 ** 30;

describe("what a guest's kernel keeps", () => {
  it.each([
    [[3 * GIB, 3.5 * GIB], 0.5 * GIB],
    [[2 * GIB], 2 * GIB],
    [[2 * GIB - 1], undefined],
    [[4 * GIB], undefined],
    [[5 * GIB], undefined],
    [[0], undefined],
    [[], undefined],
  ])("of 4 GiB is, with MemTotal %j, %s", (totals, bytes) => {
    expect(kernelOf(4 * GIB, totals, "")?.value).toBe(bytes);
  });

  it("is not more than a scenario takes, when Proxmox tells a MemTotal that is no whole machine's", () => {
    const memory = 4 * GIB;
    const status = { vmid: 100, maxmem: memory, ballooninfo: { actual: memory, total_mem: 100 * 2 ** 20 } };
    const files = [
      { name: "qemu-server/100.conf", text: "memory: 4096\nballoon: 1024\n" },
      { name: "status-100.json", text: JSON.stringify(status) },
    ];
    const [made] = importFiles("proxmox", [{ name: "host", files, named: true }]);
    expect(parseScenario(made?.text ?? "").vms).toHaveLength(1);
  });
});

it("the largest resident set is an upper bound, and 0 is no set", () => {
  expect(residentOf("rss", [3, 7, 5])).toMatchObject({ value: 7, sure: "derived" });
  expect(residentOf("rss", [0])).toBeNull();
});
