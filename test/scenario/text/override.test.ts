import { describe, expect, it } from "vitest";
import { readScenario } from "../../../src/scenario/text/read.ts";
import { catalogue, longest, shortest } from "../example.ts";

function set(text: string, ...settings: readonly string[]) {
  const overrides = settings.map((setting) => {
    const [path = "", ...value] = setting.split("=");
    return { path, value: value.join("=") };
  });
  return readScenario(text, "a.yaml", catalogue, overrides).scenario;
}

describe("an override", () => {
  it("changes a value, or writes one that was left out", () => {
    expect(set(shortest, "host.memory=24GiB").host.memoryPages).toBe(24 * 2 ** 18);
    expect(set(shortest, "seed=9").seed).toBe(9);
    expect(set(shortest, "host.swap.size=1GiB").host.swap.pages).toBe(2 ** 18);
    expect(set(shortest, "vms.0.count=4").vms.map(({ name }) => name)).toEqual(["web-1", "web-2", "web-3", "web-4"]);
    expect(set(shortest, "vms.0.balloon={ start: 1GiB, driver: stuck }").vms[0]?.balloon).toMatchObject({
      startPages: 2 ** 18,
      driver: { kind: "stuck" },
    });
  });

  it("finds a VM by its name", () => {
    expect(set(longest, "vms.idle one.memory=2GiB").vms[2]?.memoryPages).toBe(2 * 2 ** 18);
    expect(set(shortest.replace("web", "a.b"), "vms.a.b.vcpus=3").vms[0]?.vcpus).toBe(3);
  });

  it("goes into what is written in one word", () => {
    expect(set(`${shortest}manager: proxmox\n`, "manager.period=3s").manager).toMatchObject({
      kind: "proxmox",
      periodNs: 3e9,
    });
    expect(set(shortest.replace("32GiB", "32GiB\n  swap: 8GiB"), "host.swap.readahead=1 page").host.swap).toEqual({
      pages: 8 * 2 ** 18,
      device: "swap",
      readaheadPages: 1,
    });
    expect(
      set(shortest.replace("32GiB", "32GiB\n  sharing: ksm"), "host.sharing.tuning=ksmtuned").host.sharing?.tuning,
    ).not.toBeNull();
    expect(set(shortest.replace("8GiB", "8GiB\n    swap: zram"), "vms.web.swap.size=1GiB").vms[0]?.swap).toMatchObject({
      kind: "zram",
      pages: 2 ** 18,
    });
    const swapping = shortest.replace("32GiB", "32GiB\n  swap: 8GiB");
    expect(set(`${swapping}devices: { d: hdd }\n`, "devices.d.channels=2").devices[0]).toMatchObject({
      latencyNs: 8.2e6,
      channels: 2,
    });
  });

  it.each([
    ["vms[1].memory=2GiB", "vms.1.memory=2GiB"],
    ['vms["idle one"].memory=2GiB', "vms.1.memory=2GiB"],
    ["vms[idle one].memory=2GiB", "vms.1.memory=2GiB"],
    ["vms[0].workload.phases[1].for=7s", "vms.0.workload.phases.1.for=7s"],
    ["vms[0].workload.phases[1]['for']=7s", null],
    ["host[memory]=40GiB", "host.memory=40GiB"],
  ])("takes %s as %s", (setting, same) => {
    if (same === null) expect(() => set(longest, setting)).toThrow();
    else expect(set(longest, setting)).toEqual(set(longest, same));
  });

  it("takes the paths that errors print", () => {
    const broken = longest.replaceAll("for: ", "for: x");
    let message = "";
    try {
      set(broken);
    } catch (error) {
      if (error instanceof Error) message = error.message;
    }
    const paths = message.split("\n").map((line) => line.split(": ")[1] ?? "");
    expect(paths).toContain("vms[0].workload.phases[0].for");
    expect(set(broken, ...paths.map((path) => `${path}=3s`)).vms[0]?.workload.phases[0]?.durationNs).toBe(3e9);
  });

  it("the last of several wins", () => {
    expect(set(shortest, "seed=2", "seed=3").seed).toBe(3);
  });

  it.each([
    [
      "host.memory=24GB",
      "--set host.memory=24GB: host.memory: 24GB is not a size: memory comes in binary units, write 24GiB",
    ],
    ["host.memroy=24GiB", "--set host.memroy=24GiB: host.memroy: unknown key, did you mean memory?"],
    ["hosst.memory=24GiB", "--set hosst.memory=24GiB: hosst: unknown key, did you mean host?"],
    ["vms.5.memory=1GiB", "--set vms.5.memory=1GiB: there is no 5 in the list: write a place from 0 to 0 or web"],
    ["vms.wev.memory=1GiB", "--set vms.wev.memory=1GiB: there is no wev in the list: did you mean web?"],
    ["host.memory.size=1", "--set host.memory.size=1: there is nothing below host.memory: it is 32GiB"],
    ["=1", '--set =1: "" is not a path: write keys with dots between them, such as host.memory'],
    ["vms[7].memory=1GiB", "--set vms[7].memory=1GiB: there is no 7 in the list: write a place from 0 to 0 or web"],
    [
      "vms[0.memory=1GiB",
      "--set vms[0.memory=1GiB: vms[0.memory is not a path: write keys with dots between them, such as host.memory",
    ],
    ["host.=1", "--set host.=1: host. is not a path: write keys with dots between them, such as host.memory"],
    [
      "vms.0.balloon={ driver: { kind: slow } }",
      "--set vms.0.balloon={ driver: { kind: slow } }: vms[0].balloon.driver.rate: missing: write for example rate: 20MiB/s",
    ],
    ["__proto__.a=1", "--set __proto__.a=1: __proto__ is not a key"],
    ["seed=[", "--set seed=[: [ is not a value: quote what has special characters"],
    [
      "vms.0.workload.theta=1",
      "--set vms.0.workload.theta=1: vms[0].workload.theta: unknown key, known here: pattern, memory, files, warm, think, writes, repeat, content, phases",
    ],
  ])("%s is refused", (setting, message) => {
    expect(() => set(shortest, setting)).toThrow(expect.objectContaining({ message }));
  });

  it("is not blamed for what the file does wrong", () => {
    expect(() => set(shortest.replace("8GiB", "8GB"), "host.reserved=1GiB")).toThrow(
      "a.yaml:7:13: vms[0].memory: 8GB is not a size: memory comes in binary units, write 8GiB",
    );
  });
});
