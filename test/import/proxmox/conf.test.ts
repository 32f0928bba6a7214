import { describe, expect, it } from "vitest";
import { ballooningTarget, readConf, vmIdOf } from "../../../src/import/proxmox/conf.ts";
import { isHostSide, oneSeries, samplesOf } from "../../../src/import/proxmox/steps.ts";

const MIB = 2 ** 20;
const conf = (text: string) => readConf({ name: "qemu-server/101.conf", text: `${text}\n` }, "101");

describe("a VM's settings", () => {
  it("are what stands before the first section", () => {
    const text =
      "#memory: 1\nmemory: 4096\nballoon: 2048\n[PENDING]\nmemory: 8192\n[special:cloudinit]\nname: x\n[before]\nballoon: 0\n";
    expect(conf(text)).toMatchObject({
      memoryBytes: 4096 * MIB,
      balloonBytes: 2048 * MIB,
      name: "vm-101",
      hasPending: true,
    });
  });

  it.each([
    ["name: a", { memoryBytes: 512 * MIB, balloonBytes: null, shares: null, vcpus: 1, machine: null }],
    ["memory: current=4096", { memoryBytes: 4096 * MIB }],
    ["memory: current=4096,max=8192", { memoryBytes: 4096 * MIB }],
    ["cores: 4\nsockets: 2", { vcpus: 8 }],
    ["cores: 4\nvcpus: 3", { vcpus: 3 }],
    ["machine: pc-i440fx-9.2+pve1", { machine: { major: 9, minor: 2 } }],
    ["machine: q35", { machine: null }],
    ["ostype: win11", { isWindows: true }],
    [
      "ostype: l26\ntemplate: 1\nlock: migrate\nhugepages: 2",
      { isWindows: false, isTemplate: true, isMigrating: true, hasHugepages: true },
    ],
  ])("%j", (text, found) => {
    expect(conf(text)).toMatchObject(found);
  });

  it.each([
    ["memory: 15", "memory is 15: Proxmox takes at least 16 MiB"],
    ["memory: 4G", 'memory is "4G": it must be a number of MiB'],
    ["memory 4096", 'line 1: "memory 4096" is not a setting'],
    ["shares: many", 'shares is "many"'],
    ["name: a\n[PEND", "line 2"],
    ["", "it has no settings"],
  ])("%j is refused", (text, sentence) => {
    expect(() => conf(text)).toThrow(sentence);
  });

  it("are not those of a container", () => {
    expect(conf("rootfs: local:1\nmemory: 512")).toEqual({ container: true });
  });

  it("are refused where the last line may be cut, which would be a smaller number", () => {
    expect(() => readConf({ name: "101.conf", text: "name: a\nmemory: 40" }, "101")).toThrow(
      "ends in the middle of a line",
    );
    expect(readConf({ name: "101.conf", text: "memory: 4096\n[old]\nmemory: 40" }, "101")).toMatchObject({
      memoryBytes: 4096 * MIB,
    });
  });

  it("are in files named by a number", () => {
    expect(["a/101.conf", "101.conf", "a101.conf", "storage.cfg"].map((name) => vmIdOf({ name, text: "" }))).toEqual([
      "101",
      "101",
      null,
      null,
    ]);
  });
});

describe("the node's target", () => {
  it.each([
    ["config", "ballooning-target: 65\n", 0.65],
    ["config", "description: x\n", "default"],
    ["other", "description: x\n", null],
  ])("%s with %j is %s", (name, text, target) => {
    expect(ballooningTarget({ name, text })).toBe(target);
  });

  it("is a percentage", () => {
    expect(() => ballooningTarget({ name: "config", text: "ballooning-target: 120" })).toThrow("from 0 to 100");
  });
});

describe("rrddata", () => {
  const step = (time: number, mem: number | null, memhost: number | null = null, maxmem: number | null = 100) => ({
    time,
    mem,
    memhost,
    maxmem,
    maxcpu: null,
  });

  it("has a VM off where its size is known but not its use, and says nothing where nothing is known", () => {
    const samples = samplesOf([step(0, 5, 9), step(60, null), step(120, null, null, null), step(180, 6, 9)]);
    expect(samples.map(({ time, isRunning, anonymousBytes }) => [time, isRunning, anonymousBytes])).toEqual([
      [0, true, 5],
      [60, false, null],
      [180, true, 6],
    ]);
  });

  it("is the host's view where use and the host's number are always the same", () => {
    expect(isHostSide([step(0, 5, 5), step(60, null)])).toBe(true);
    expect(samplesOf([step(0, 5, 5)])[0]?.anonymousBytes).toBeNull();
    expect(isHostSide([step(0, 5, 5), step(60, 5, 6)])).toBe(false);
    expect(isHostSide([step(0, 5)])).toBe(false);
  });

  it("of several timeframes is one series, the finer where both are", () => {
    const file = (name: string, times: readonly number[]) => ({
      kind: "vm-steps" as const,
      file: { name, text: "" },
      steps: times.map((time) => step(time, time)),
    });
    const joined = oneSeries([file("day", [0, 1800, 3600, 5400]), file("hour", [3600, 3660, 3720])]);
    expect(joined.map(({ time }) => time)).toEqual([0, 1800, 3600, 3660, 3720, 5400]);
  });
});
