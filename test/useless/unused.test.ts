import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/catalogue.ts";
import { buildScenario } from "../../src/scenario/build.ts";
import { readScenario } from "../../src/scenario/text/read.ts";

/** A scenario in which everything written is used; parts of it are replaced. */
const text = (parts: { head?: string; host?: string; vm?: string; workload?: string } = {}) => `version: 1
duration: 10s
${parts.head ?? ""}
host: { memory: 1GiB, ${parts.host ?? "swap: 1GiB"} }
vms:
  - name: a
    memory: 512MiB
    ${parts.vm ?? "vcpus: 1"}
    workload: { ${parts.workload ?? "pattern: uniform"} }
`;

const read = (written: string, ...settings: readonly string[]) =>
  readScenario(
    written,
    "a.yaml",
    catalogue,
    settings.map((setting) => {
      const at = setting.indexOf("=");
      return { path: setting.slice(0, at), value: setting.slice(at + 1) };
    }),
  ).scenario;

const NO_CACHE =
  "swappiness weighs file pages against others, and the host's page cache is not simulated: leave it out";
const NOTHING_ON_IT = "neither swap nor a disk of files is on it: name it where one is, or leave it out";
const NO_FILES = "give its workload files, or leave it out";

describe("a key without effect is refused", () => {
  it.each([
    [{ host: "policy: linux:swappiness=0" }, `host.policy.swappiness: ${NO_CACHE}`],
    [{ host: "policy: { kind: mglru, swappiness: 200 }" }, `host.policy.swappiness: ${NO_CACHE}`],
    [
      { vm: "policy: linux:swappiness=100" },
      `vms[0].policy.swappiness: swappiness weighs file pages against others, and this VM has none: ${NO_FILES}`,
    ],
    [{ vm: "disk: swap" }, `vms[0].disk: it is for file-backed pages, and this VM has none: ${NO_FILES}`],
    [
      { host: "swap: { size: 0, device: swap }" },
      "host.swap.device: there is no swap, its size is 0: write a size, or leave it out",
    ],
    [
      { vm: "swap: { size: 0, readahead: 1 page }" },
      "vms[0].swap.readahead: there is no swap, its size is 0: write a size, or leave it out",
    ],
    [
      { host: "compression: zswap" },
      "host.compression: only what the host swaps out is compressed, and it has no swap: write host.swap, or leave it out",
    ],
    [
      { host: "swap: 1GiB, compression: { kind: zswap, codec: lz4, ratio: 2, compress: 1us, decompress: 1us }" },
      "host.compression.codec: compress, decompress and ratio are all written and take its place: leave it out",
    ],
    [
      { vm: "swap: { kind: zram, codec: lz4, ratio: 2, compress: 1us, decompress: 1us }" },
      "vms[0].swap.codec: compress, decompress and ratio are all written and take its place: leave it out",
    ],
    [{ workload: "pattern: idle, think: 5us" }, "vms[0].workload.think: idle sets its own pace by rate: leave it out"],
    [
      { workload: "phases: [{ pattern: idle, think: 5us }]" },
      "vms[0].workload.phases[0].think: idle sets its own pace by rate: leave it out",
    ],
    [
      { workload: "think: 1us, phases: [{ pattern: uniform, think: 5us }]" },
      "vms[0].workload.think: no phase takes it: each has its own: leave it out",
    ],
    [
      { workload: "pattern: trace, file: a.u32, writes: 5%" },
      "vms[0].workload.writes: trace has its own writes: leave it out",
    ],
    [
      { workload: "pattern: mix, parts: [{ pattern: idle, rate: 5 }, { pattern: uniform }]" },
      "vms[0].workload.parts[0].rate: a mix goes at its own think, not at the rate of idle: leave it out",
    ],
    [{ vm: "balloon: false\n    deflateOnOom: false" }, "vms[0].deflateOnOom: this VM has no balloon: leave it out"],
    [
      { vm: "balloon: { driver: stuck, retry: 1s }" },
      "vms[0].balloon.retry: its driver is stuck and never moves: leave it out",
    ],
    [
      { vm: "balloon: { driver: { kind: intermittent, working: 1min, stuck: 1s } }" },
      "vms[0].balloon.driver.working: the driver would never be stuck, and the run lasts 10s: write less, or a longer duration",
    ],
    [{ vm: "boot: 10s" }, "vms[0].boot: the VM would never boot: the run lasts 10s: write less, or a longer duration"],
    [
      { vm: "shutdown: 11s" },
      "vms[0].shutdown: the VM would never shut down, and the run lasts 10s: write less, or a longer duration",
    ],
    [
      { vm: "statistics: { period: 11s }" },
      "vms[0].statistics.period: the guest would never be asked, and the run lasts 10s: write less, or a longer duration",
    ],
    [
      { vm: "reporting: { delay: 11s }" },
      "vms[0].reporting.delay: nothing would ever be reported, and the run lasts 10s: write less, or a longer duration",
    ],
    [
      { head: "manager: { kind: proxmox, period: 11s }" },
      "manager.period: the manager would never decide: the first time is at 11s, and the run lasts 10s: write less, or a longer duration",
    ],
    [
      { head: "manager: { kind: mom, ksmBoost: 5 }" },
      "manager.ksmBoost: mom paces the sharing of pages, and the host shares none: write host.sharing, or leave it out",
    ],
    [
      { head: "manager: { kind: qmemman, dom0Boost: 1MiB }" },
      "manager.dom0Boost: it counts with dom0 only: write dom0: a name, or leave it out",
    ],
    [
      { head: "manager: { kind: qmemman, leastFree: 60MiB }" },
      "manager.leastFree: leastFree (60MiB) is more than free (50MiB): write a leastFree that is no more than free",
    ],
    [
      { head: "manager: { kind: qmemman, free: 20MiB }" },
      "manager.free: leastFree (25MiB) is more than free (20MiB): write a leastFree that is no more than free",
    ],
    [{ head: "manager: { kind: qmemman, dom0: b }" }, "manager.dom0: there is no VM b: write the name of one"],
    [
      { head: "manager: { kind: xen-selfballoon, selfShrinking: false }" },
      "manager.selfShrinking: no simulated host has transcendent memory, in which guests leave pages: leave it out",
    ],
    [
      { head: "costs: { reportPage: 1us }" },
      "costs.reportPage: no VM has reporting, and this is what it costs: leave it out",
    ],
    [
      { head: "costs: { hostFaultHuge: 1us }" },
      "costs.hostFaultHuge: no VM has a balloon that moves blocks of 2MiB, and this is what it costs: leave it out",
    ],
    [
      { vm: "balloon: false", head: "costs: { deflate: 1us }" },
      "costs.deflate: no VM has a balloon of kind virtio, and this is what it costs: leave it out",
    ],
    [{ head: "devices: { swap: nvme, spare: hdd }" }, `devices.spare: ${NOTHING_ON_IT}`],
    [{ head: "devices: { swap: nvme }", host: "swap: 0" }, `devices.swap: ${NOTHING_ON_IT}`],
    [
      {
        vm: "boot: 1s",
        workload: "phases: [{ pattern: uniform, for: 9s }, { pattern: zipf, for: 1s }, { pattern: idle }]",
      },
      "vms[0].workload.phases[1]: the phase would begin at 10s, and the run lasts 10s: shorten the phases before it, or leave it out",
    ],
    [
      { vm: "shutdown: 4s", workload: "phases: [{ pattern: uniform, for: 5s }, { pattern: zipf }]" },
      "vms[0].workload.phases[1]: the phase would begin at 5s, and the VM shuts down at 4s: shorten the phases before it, or leave it out",
    ],
    [
      { workload: "repeat: true, phases: [{ pattern: uniform, for: 5s }, { pattern: zipf, for: 5s }]" },
      "vms[0].workload.repeat: the phases end at 10s, and the run lasts 10s: leave it out",
    ],
  ])("%j", (parts, message) => {
    expect(() => read(text(parts))).toThrow(
      new RegExp(`^a\\.yaml:\\d+:\\d+: ${message.replace(/[[\]{}().*+?]/gu, "\\$&")}$`, "u"),
    );
  });

  it("in plain data too", () => {
    const host = { memory: "1GiB", policy: { kind: "linux", swappiness: 5 } };
    const vms = [{ name: "a", memory: "512MiB", workload: { pattern: "uniform" } }];
    expect(() => buildScenario({ version: 1, duration: "1s", host, vms }, catalogue)).toThrow(NO_CACHE);
  });
});

describe("a key that has an effect is not refused", () => {
  it.each([
    [{ head: "manager: { kind: proxmox, period: 9s }" }, "duration=1s"],
    [{ head: "manager: { kind: proxmox, target: 70% }" }, "manager=none"],
    [{ vm: "shutdown: 9s" }, "duration=1s"],
    [{ workload: "phases: [{ pattern: uniform, for: 5s }, { pattern: zipf, for: 4s }], repeat: true" }, "duration=1s"],
    [{ head: "devices: { swap: hdd }" }, "host.swap=0"],
    [{ host: "swap: { size: 1GiB, readahead: 1 page }" }, "host.swap.size=0"],
    [{ host: "swap: 1GiB, compression: zswap" }, "host.swap=0"],
    [{ head: "manager: { kind: mom, ksmBoost: 5 }", host: "sharing: ksm" }, "host.sharing=off"],
    [{ vm: "policy: linux:swappiness=100", workload: "pattern: uniform, files: 10MiB" }, "vms.a.workload.files=0"],
  ])("%j with %s", (parts, setting) => {
    expect(read(text(parts), setting).vms).toHaveLength(1);
  });

  it("but an override without effect is", () => {
    expect(() => read(text(), "manager=proxmox:period=20s")).toThrow(
      /^--set manager=proxmox:period=20s: manager\.period: the manager would never decide/u,
    );
    expect(() => read(text({ vm: "shutdown: 9s" }), "duration=1s", "vms.a.shutdown=8s")).toThrow(
      /^--set vms\.a\.shutdown=8s: vms\[0\]\.shutdown: the VM would never shut down/u,
    );
    expect(() => read(text({ head: "devices: { swap: nvme }" }), "devices.spare=hdd")).toThrow(
      /^--set devices\.spare=hdd: devices\.spare: neither swap/u,
    );
  });

  it("nor a manager that decides when VMs boot, with any period", () => {
    expect(read(text({ head: "manager: { kind: squeezed, period: 11s }" })).manager.periodNs).toBe(11e9);
  });

  it("nor a phase reached by only one of the VMs with the same workload", () => {
    const phases = "phases: [{ pattern: uniform, for: 5s }, { pattern: zipf }]";
    const late = `  - { name: b, boot: 8s, memory: 512MiB, workload: { ${phases} } }\n`;
    expect(read(text({ workload: phases }) + late).vms).toHaveLength(2);
    expect(() => read(text({ workload: phases }) + late.replace("zipf", "idle"))).toThrow(
      "vms[1].workload.phases[1]: the phase would begin at 13s, and the run lasts 10s",
    );
  });

  it("nor a manager that starts in time, whereas one that would never decide is refused", () => {
    const started = (manager: string) => read(text({ head: `manager: { ${manager} }` })).manager.startNs;
    expect(started("kind: squeezed, start: 10s")).toBe(10e9);
    expect(() => started("kind: squeezed, start: 11s")).toThrow("manager.start: the manager would never decide");
    expect(started("kind: proxmox, period: 3s, start: 7s")).toBe(7e9);
    expect(() => started("kind: proxmox, period: 3s, start: 8s")).toThrow(
      "manager.start: the manager would never decide: the first time is at 11s",
    );
    expect(() => started("kind: none, start: 1s")).toThrow("there is no manager that could start");
  });

  it("nor a default period", () => {
    expect(read(text({ head: "manager: proxmox" }), "duration=1s").manager.periodNs).toBe(10e9);
  });

  it("nor keys that describe a VM, whether the manager reads them or not", () => {
    const vm = "shares: 5\n    statistics: { period: 1s }\n    balloon: { minimum: 50% }";
    expect(read(text({ vm, workload: "pattern: uniform, content: { zero: 5% }" })).vms[0]?.shares).toBe(5);
  });
});
