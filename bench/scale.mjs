import { cpuNs, simulated } from "./simulating.mjs";

export const about =
  "A host of 512 GiB with 1 TiB of guests: 16 VMs of 64 GiB, half of each warm, a minute of simulated time";

const MINUTE = {
  duration: "60s",
  host: { memory: "512GiB", swap: "4GiB" },
  manager: { kind: "proxmox" },
  vms: [
    {
      name: "vm",
      count: 16,
      memory: "64GiB",
      kernel: 0,
      workload: { memory: "64GiB", warm: "45%", think: "20us", pattern: "working-set", set: "16GiB" },
    },
  ],
};

export async function* run() {
  const began = performance.now();
  let made;
  const ns = await cpuNs(async () => {
    made = await simulated(MINUTE);
  });
  const { simulation, nsPerReference } = made;
  const guestPages = 16 * 16 * 1024 ** 2;
  const hostFrames = guestPages / 2;
  const bytes = simulation.engineBytes;
  yield {
    what: "built, populated and simulated",
    value: ns / 1e9,
    unit: "s of processor time",
    note: `${((performance.now() - began) / 1000).toFixed(1)} s of wall time`,
  };
  yield {
    what: "a reference of it",
    value: nsPerReference,
    unit: "ns/reference",
    note: `${(simulation.references / 1e6).toFixed(1)} M references`,
  };
  yield {
    what: "engine memory",
    value: bytes / 1024 ** 3,
    unit: "GiB",
    most: (13 * guestPages + 5 * hostFrames) / 1024 ** 3,
    note: `${guestPages / 1e6} M guest pages, ${hostFrames / 1e6} M host frames`,
  };
}
