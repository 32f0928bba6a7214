import { guestImage } from "./image.mjs";

const CGROUP = "/sys/fs/cgroup/replay";
const PAGE_BYTES = 4096;
/** What the cgroup holds besides the program's pages: a page table for each 512 of them, and what the kernel charges in advance. */
const PAGES_PER_TABLE = 512;
const CHARGED_AHEAD = 40;

/** Swap in the guest's memory, outside the cgroup: asynchronous as an SSD's, so that swap cache and writeback work. */
const MODULES = [
  "configfs",
  "null_blk nr_devices=1 memory_backed=1 bs=4096 gb=1 queue_mode=2 submit_queues=1 irqmode=1",
];

export const programs = ["replay"];

/** The limit of a cgroup in which a program with this number of pages has this number of frames. */
export function limitOf(frames, pages) {
  return frames + Math.floor(pages / PAGES_PER_TABLE) + CHARGED_AHEAD;
}

/** Boots a guest in which traces are replayed, each in a new memory cgroup. `traces` are by name the references, bit 31 for a write. */
export class ReplayGuest {
  #guest;

  static async boot({ boot, kernel, folder }, traces, { pageCluster, rotational }) {
    const files = new Map(
      [...traces].map(([name, { references }]) => [`traces/${name}`, { content: bytesOf(references) }]),
    );
    const initramfs = await guestImage({ kernel, folder, programs, modules: MODULES, files });
    const guest = await boot({ kernel: kernel.image, initramfs, memoryMiB: 1536 });
    try {
      await guest.run(`echo ${rotational ? 1 : 0} >/sys/block/nullb0/queue/rotational`);
      await guest.run("mkswap /dev/nullb0 >/dev/null && swapon /dev/nullb0");
      await guest.run(`echo ${pageCluster} >/proc/sys/vm/page-cluster`);
      await guest.run("echo +memory >/sys/fs/cgroup/cgroup.subtree_control");
      return new ReplayGuest(guest, traces);
    } catch (error) {
      await guest.stop();
      throw error;
    }
  }

  constructor(guest, traces) {
    this.#guest = guest;
    this.traces = traces;
  }

  /** Replays a trace at a number of frames on the lists `classic` or `mglru`; by name what the program counted. */
  async replay(name, lru, frames) {
    const { prefix, pages } = this.traces.get(name);
    await this.#guest.run(`echo ${lru === "mglru" ? 7 : 0} >/sys/kernel/mm/lru_gen/enabled`);
    await this.#guest.run(`mkdir ${CGROUP} && echo ${limitOf(frames, pages) * PAGE_BYTES} >${CGROUP}/memory.max`);
    const printed = await this.#guest.run(`replay /traces/${name} ${prefix} ${pages} ${CGROUP}`);
    await this.#guest.run(`until rmdir ${CGROUP}; do sleep 0.1; done`);
    const pairs = printed.trim().split(" ");
    return Object.fromEntries(pairs.map((pair) => pair.split("=")).map(([counter, value]) => [counter, Number(value)]));
  }

  stop() {
    return this.#guest.stop();
  }
}

function bytesOf(references) {
  return new Uint8Array(references.buffer, references.byteOffset, references.byteLength);
}
