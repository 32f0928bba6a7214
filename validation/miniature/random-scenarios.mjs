// Random scenarios, always the same ones: hosts that are short of memory in many ways.

/** Scenarios as plain data, each with this duration. */
export function randomScenarios(count, seconds = 60) {
  return Array.from({ length: count }, (_, index) => randomScenario(index, seconds));
}

function randomScenario(index, seconds) {
  const { pick, chance, between } = generator(index);
  const promised = [];
  const vms = Array.from({ length: between(2, 3) }, (_, group) => {
    const memory = pick([1, 2, 2, 3, 4]);
    const count = between(1, 3);
    promised.push(memory * count);
    const zram = chance(0.15);
    return {
      name: `group${group + 1}`,
      count,
      memory: `${memory}GiB`,
      vcpus: pick([1, 1, 1, 2]),
      policy: pick(["clock", "clock", "lru", "linux", "mglru"]),
      swap: zram ? "zram" : `${memory}GiB`,
      balloon: chance(0.9) ? { minimum: "25%" } : false,
      workload: workload(memory, seconds, { pick, chance, between }),
    };
  });
  const all = promised.reduce((sum, gib) => sum + gib, 0);
  const host = {
    memory: `${Math.ceil((all * 1024) / pick([1, 1.2, 1.4, 1.6, 1.8, 2]))}MiB`,
    reserved: "256MiB",
    swap: `${all}GiB`,
    policy: pick(["clock", "clock", "linux", "mglru", "fifo"]),
    ...(chance(0.1) ? { compression: "zswap" } : {}),
  };
  const manager = pick(["none", "proxmox", "proxmox", "mom", "hyper-v", "squeezed", "esx", "qmemman"]);
  return {
    version: 1,
    name: `random-${index + 1}`,
    duration: `${seconds}s`,
    seed: index + 1,
    devices: { swap: pick(["nvme", "nvme", "sata-ssd"]) },
    host,
    manager,
    vms,
  };
}

function workload(memory, seconds, { pick, chance, between }) {
  const size = Math.floor(memory * 1024 * pick([0.6, 0.7, 0.8, 0.9, 1.1]));
  const patterns = [
    () => ({ pattern: "uniform" }),
    () => ({ pattern: "zipf", theta: pick([0.6, 0.8, 0.99, 1.2]) }),
    () => ({ pattern: "zipf", theta: pick([0.6, 0.8, 0.99, 1.2]) }),
    () => ({ pattern: "sequential" }),
    () => ({ pattern: "loop", set: pick(["40%", "80%"]) }),
    () => ({ pattern: "hotspot", hot: pick(["10%", "20%"]), share: pick(["80%", "95%"]) }),
    () => ({ pattern: "working-set", set: pick(["30%", "60%"]), every: pick([200, 1000, 5000]) }),
    () => ({ pattern: "idle", set: "64MiB", rate: pick([100, 2000]) }),
    () => ({ pattern: "mix", parts: [{ pattern: "zipf" }, { pattern: "sequential", weight: 0.2 }] }),
  ];
  const think = pick(["5us", "10us", "20us", "50us"]);
  const phase = () => {
    const pattern = pick(patterns)();
    return pattern.pattern === "idle" ? pattern : { ...pattern, think };
  };
  const phases = chance(0.4)
    ? [
        { ...phase(), for: `${(between(15, 30) * seconds) / 60}s` },
        { ...phase(), ...(chance(0.3) ? { free: `${Math.floor(size / 4)}MiB` } : {}) },
      ]
    : [phase()];
  return {
    memory: `${size}MiB`,
    ...(chance(0.3) ? { files: "25%" } : {}),
    warm: pick(["0%", "50%", "90%"]),
    writes: pick(["10%", "30%", "60%"]),
    phases,
  };
}

/** Draws by xorshift32 from a seed of its own for each scenario. */
function generator(index) {
  let state = (index + 1) * 2654435769;
  const draw = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let skipped = 0; skipped < 8; skipped++) draw();
  return {
    pick: (list) => list[Math.floor(draw() * list.length)],
    chance: (share) => draw() < share,
    between: (least, most) => least + Math.floor(draw() * (most - least + 1)),
  };
}
