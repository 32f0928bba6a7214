import { balloonSize, setBalloon } from "../machine/balloon.mjs";
import { readAtRest, readCounters } from "../machine/counters.mjs";
import { guestImage } from "../machine/image.mjs";
import { MemoryProgram } from "../machine/memory.mjs";

const PAGES_PER_MIB = 256;

export const programs = ["memory"];
export const file = "ends.csv";
export const about = "the ends of a guest's memory";

/** Where a guest's memory ends: each returns how much the balloon leaves, how much of it is free, and what a program could take. */
const ENDS = {
  "idle guest of 512 MiB, asked for all but 32": {
    memoryMiB: 512,
    deflateOnOom: false,
    reach: (guest) => drain(guest, 32),
  },
  "idle guest of 1 GiB, asked for all but 32": {
    memoryMiB: 1024,
    deflateOnOom: true,
    reach: (guest) => drain(guest, 32),
  },
  "program without swap in 1 GiB": {
    memoryMiB: 1024,
    deflateOnOom: false,
    reach: async (guest) => {
      await guest.attempt(`echo "map a ${960 * PAGES_PER_MIB} 64 1" | memory`);
      const [, kib] = /anon-rss:(\d+)kB/.exec(await guest.run("dmesg | grep 'Killed process'")) ?? [];
      const [, free] = /free:(\d+) free_pcp/.exec(await guest.run("dmesg | grep 'free:.*free_pcp'")) ?? [];
      return { left_mib: 1024, free_kb: Number(free) * 4, program_kb: Number(kib), killed: kib === undefined ? 0 : 1 };
    },
  },
  "program of 80 MiB in 57 free, deflate on out of memory": {
    memoryMiB: 512,
    deflateOnOom: true,
    reach: async (guest) => {
      await setBalloon(guest, 128);
      const { MemFree } = await readCounters(guest);
      const program = await MemoryProgram.start(guest);
      await program.ask(`map a ${80 * PAGES_PER_MIB} 64 1`);
      await readAtRest(guest);
      return { ...(await stateOf(guest)), program_kb: 80 * 1024, free_before_kb: MemFree };
    },
  },
};

async function drain(guest, mib) {
  await setBalloon(guest, mib);
  return stateOf(guest);
}

async function stateOf(guest) {
  const left = await balloonSize(guest);
  return { left_mib: left, free_kb: (await readCounters(guest)).MemFree, program_kb: 0, killed: 0 };
}

export async function measure(context) {
  for (const name of Object.keys(ENDS)) context.report(await context.persist(() => reachEnd(context, name)));
}

/** Brings a freshly booted guest without swap to one of these ends. */
async function reachEnd({ boot, kernel, folder }, name) {
  const { memoryMiB, deflateOnOom, reach } = ENDS[name];
  const initramfs = await guestImage({ kernel, folder, programs, modules: ["virtio_balloon"] });
  const balloon = { "deflate-on-oom": deflateOnOom ? "on" : "off" };
  const guest = await boot({ kernel: kernel.image, initramfs, memoryMiB, balloon });
  try {
    const { MemFree } = await readCounters(guest);
    return {
      kernel: kernel.version,
      end: name,
      memory_mib: memoryMiB,
      deflate_on_oom: deflateOnOom ? "on" : "off",
      free_before_kb: MemFree,
      ...(await reach(guest)),
    };
  } finally {
    await guest.stop();
  }
}
