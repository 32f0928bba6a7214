import { guestImage } from "../machine/image.mjs";
import { MemoryProgram } from "../machine/memory.mjs";

const PAGES = 16384;
const ZEROES = 8192;
/** A batch ends with its pass, and KSM then sleeps long enough to be stopped before it begins the next. */
const BATCH = 4000;
const SLEEP_MS = 500;
const COUNTERS = ["pages_shared", "pages_sharing", "pages_unshared", "pages_volatile", "ksm_zero_pages"];

export const programs = ["memory"];
export const file = "ksm.csv";
export const about = "counters of kernel samepage merging";

/** Two identical regions, each page unique inside its region; then pages of them are written, and zeroes merged. */
const STEPS = [
  ["two identical regions, pass 1", [`map a ${PAGES} 64 1`, `map b ${PAGES} 64 1`, "merge a", "merge b"]],
  ["two identical regions, pass 2", []],
  ["one page of the second written", ["write b 5000 1 7"]],
  ["one page of the second written, a pass later", []],
  ["2000 more of the second written", ["write b 6000 2000 7"]],
  ["2000 more of the second written, a pass later", []],
  ["the same 2000 of the first written", ["write a 6000 2000 7"]],
  ["the same 2000 of the first written, a pass later", []],
];

/** Lets KSM pass over memory step by step. */
export async function measure({ boot, kernel, folder, report }) {
  const initramfs = await guestImage({ kernel, folder, programs });
  const guest = await boot({ kernel: kernel.image, initramfs, memoryMiB: 512 });
  try {
    const program = await MemoryProgram.start(guest);
    await guest.run("cd /sys/kernel/mm/ksm; [ ! -f smart_scan ] || echo 0 >smart_scan");
    await guest.run(`echo ${BATCH} >pages_to_scan; echo ${SLEEP_MS} >sleep_millisecs`);
    const passes = async (step, number, commands) => {
      for (const command of commands) await program.ask(command);
      await guest.run(`read -r begin <full_scans; end=$((begin + ${number})); echo 1 >run`);
      await guest.run(
        'while read -r now <full_scans && [ "$now" -lt "$end" ]; do usleep 20000; done; echo 0 >run',
        300,
      );
      const counters = {};
      for (const name of COUNTERS) counters[name] = (await guest.run(`[ ! -f ${name} ] || show ${name}`)).trim();
      report({ kernel: kernel.version, step, ...counters });
    };
    for (const [step, commands] of STEPS) await passes(step, 1, commands);
    await program.ask("free a");
    await program.ask("free b");
    for (const zeroPages of [0, 1]) {
      await guest.run(`echo 2 >run; echo ${zeroPages} >use_zero_pages`);
      await passes(`zeroes, use_zero_pages ${zeroPages}`, 3, [`map c ${ZEROES} 0 1`, "merge c"]);
      await program.ask("free c");
    }
  } finally {
    await guest.stop();
  }
}
