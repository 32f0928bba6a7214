import { guestImage } from "../image.mjs";

const CGROUP = "/sys/fs/cgroup/replay";
/** Swap in the guest's memory, outside the cgroup: asynchronous as an SSD's, so that swap cache and writeback work. */
const SWAP = "null_blk nr_devices=1 memory_backed=1 bs=4096 gb=1 queue_mode=2 submit_queues=1 irqmode=1";

export const programs = ["replay"];
export const modules = ["configfs", SWAP];

/**
 * Replays traces in a memory cgroup of one guest: `wanted` are `{ lru, trace, references, prefix, pages, memoryMaxPages }`; `done` is told
 * each result, which is by name what the program printed.
 */
export async function replayTraces({ boot, kernel, folder }, wanted, { pageCluster = 0, repeats }, done) {
  const files = new Map(wanted.map(({ trace, references }) => [`traces/${trace}`, { content: bytesOf(references) }]));
  const initramfs = await guestImage({ kernel, folder, programs, modules, files });
  const guest = await boot({ kernel: kernel.image, initramfs, memoryMiB: 1536 });
  try {
    await guest.run("mkswap /dev/nullb0 >/dev/null && swapon /dev/nullb0");
    await guest.run(`echo ${pageCluster} >/proc/sys/vm/page-cluster; echo +memory >/sys/fs/cgroup/cgroup.subtree_control`);
    for (const one of wanted) {
      await guest.run(`echo ${one.lru === "mglru" ? 7 : 0} >/sys/kernel/mm/lru_gen/enabled`);
      const runs = [];
      for (let repeat = 0; repeat < repeats; repeat++) runs.push(await replay(guest, one));
      done(one, runs);
    }
  } finally {
    await guest.stop();
  }
}

async function replay(guest, { trace, prefix, pages, memoryMaxPages }) {
  await guest.run(`mkdir ${CGROUP} && echo ${memoryMaxPages * 4096} >${CGROUP}/memory.max`);
  const printed = await guest.run(`replay /traces/${trace} ${prefix} ${pages} ${CGROUP}`);
  await guest.run(`until rmdir ${CGROUP}; do sleep 0.1; done`);
  return Object.fromEntries(
    printed
      .trim()
      .split(" ")
      .map((pair) => pair.split("="))
      .map(([name, value]) => [name, Number(value)]),
  );
}

function bytesOf(references) {
  return new Uint8Array(references.buffer, references.byteOffset, references.byteLength);
}
