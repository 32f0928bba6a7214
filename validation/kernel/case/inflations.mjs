import { setBalloon } from "../machine/balloon.mjs";
import { growth, readAtRest } from "../machine/counters.mjs";
import { guestImage } from "../machine/image.mjs";
import { MemoryProgram } from "../machine/memory.mjs";

const MEMORY_MIB = 512;
const PAGES_PER_MIB = 256;

export const programs = ["memory"];
export const file = "balloon.csv";
export const about = "inflations of a balloon";

const CLEAN = "300 MiB clean cache";
const ANONYMOUS = "300 MiB anonymous";
const MIXED = "180 MiB anonymous, 180 cache";
/** State, MiB that the balloon takes, deflate-on-oom. */
const INFLATIONS = [
  ["free", 384, false],
  ["free, touched before", 384, false],
  [CLEAN, 256, false],
  [CLEAN, 384, false],
  [CLEAN, 384, true],
  ["250 MiB cache, 200 dirty", 384, false],
  [ANONYMOUS, 256, false],
  [ANONYMOUS, 384, false],
  [ANONYMOUS, 384, true],
  [MIXED, 176, false],
  [`${MIXED} read twice`, 176, false],
  [MIXED, 256, false],
];

/** Each inflation once, for half a minute each; with `--long` as often as traces are replayed. */
export async function measure(context) {
  for (const [state, takenMiB, deflateOnOom] of INFLATIONS) {
    for (let run = 0; run < (context.long ? context.repeats : 1); run++) {
      context.report(await context.persist(() => inflate(context, { state, takenMiB, deflateOnOom })));
    }
  }
}

/** What is in the guest's memory when the balloon inflates. */
const STATES = {
  free: async () => undefined,
  "free, touched before": async (guest) => {
    const program = await MemoryProgram.start(guest);
    await program.ask(`map a ${400 * PAGES_PER_MIB} 64 1`);
    await program.ask("free a");
  },
  "300 MiB clean cache": (guest) => readFile(guest, 300),
  "250 MiB cache, 200 dirty": async (guest) => {
    await readFile(guest, 50);
    await guest.run("cd /proc/sys/vm; echo 95 >dirty_ratio; echo 90 >dirty_background_ratio; cd /");
    await guest.run("dd if=/dev/zero of=/files/dirty bs=1M count=200");
  },
  "300 MiB anonymous": (guest) => mapMemory(guest, 300),
  "180 MiB anonymous, 180 cache": async (guest) => {
    await mapMemory(guest, 180);
    await readFile(guest, 180);
  },
  "180 MiB anonymous, 180 cache read twice": async (guest) => {
    await mapMemory(guest, 180);
    await readFile(guest, 180);
    await guest.run("dd if=/files/clean of=/dev/null bs=1M");
  },
};

async function mapMemory(guest, mib) {
  const program = await MemoryProgram.start(guest);
  await program.ask(`map a ${mib * PAGES_PER_MIB} 64 1`);
}

async function readFile(guest, mib) {
  await guest.run(`dd if=/dev/zero of=/files/clean bs=1M count=${mib}; sync; echo 3 >/proc/sys/vm/drop_caches`);
  await guest.run("dd if=/files/clean of=/dev/null bs=1M");
}

/** Inflates a balloon in a freshly booted guest of 512 MiB and returns what moved. */
async function inflate({ boot, kernel, folder }, { state, takenMiB, deflateOnOom }) {
  const initramfs = await guestImage({ kernel, folder, programs, modules: ["virtio_balloon"] });
  const disks = [{ mib: 1024 }, { mib: 640 }];
  const balloon = { "deflate-on-oom": deflateOnOom ? "on" : "off" };
  const guest = await boot({ kernel: kernel.image, initramfs, memoryMiB: MEMORY_MIB, disks, balloon });
  try {
    await guest.run("mkswap /dev/vda >/dev/null && swapon /dev/vda; mke2fs -b 4096 /dev/vdb >/dev/null");
    await guest.run("mkdir /files; mount -t ext4 /dev/vdb /files");
    await STATES[state](guest);
    const before = await readAtRest(guest);
    const { left, seconds } = await setBalloon(guest, MEMORY_MIB - takenMiB);
    const after = await readAtRest(guest);
    return {
      kernel: kernel.version,
      state,
      taken_mib: takenMiB,
      deflate_on_oom: deflateOnOom ? "on" : "off",
      reached: left === MEMORY_MIB - takenMiB ? 1 : 0,
      seconds: seconds.toFixed(1),
      ...moved(before, after),
    };
  } finally {
    await guest.stop();
  }
}

function moved(before, after) {
  const grown = growth(before, after);
  const stalls = Object.keys(grown).filter((name) => name.startsWith("allocstall_"));
  return {
    free_before_kb: before.MemFree,
    free_after_kb: after.MemFree,
    dropped_kb: -grown.Cached - grown.Buffers,
    swapped_kb: grown.pswpout * 4,
    kswapd_pages: grown.pgsteal_kswapd,
    direct_pages: grown.pgsteal_direct,
    alloc_stalls: stalls.reduce((sum, name) => sum + grown[name], 0),
    some_us: grown.some,
    full_us: grown.full,
  };
}
