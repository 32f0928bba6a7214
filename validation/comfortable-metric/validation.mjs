import { gib, run, vm } from "../library.mjs";

export const title = "A guest that swaps although its manager's metric looks comfortable";
export const published =
  "virtui's notes (mvysny/virtui, ideas/swap-despite-ballooning.md): a guest uses 61 %, below the threshold of 65 " +
  "%, has 2 GiB in its swap, and shows no pressure. A burst of 3 GiB at 100 to 300 MiB/s is over before a " +
  "controller that learns of it 5 to 12 s later can act. Swapping then raises MemAvailable, so the controller sees " +
  "a comfortable guest.";
export const setup =
  "The threshold controller with its own constants. Statistics come every 5 s and are 2 s old when they arrive. " +
  "The guest takes 2.5 GiB in ten seconds, and then works on 512 MiB of it.";
export const leavesOut =
  "Pressure stall information, which virtio does not report; the page cache, which the guest of the notes also had.";

export async function measure() {
  const result = await run(new URL("scenario.yaml", import.meta.url));
  const { timeNs, vms } = result.series;
  const [series] = vms;
  const { memoryPages } = vm(result, "desktop");
  const swapUsed = (end) => {
    let [out, back] = [0, 0];
    for (let at = 0; at <= end; at++) {
      out += series.swapOutPages[at];
      back += series.swapInPages[at];
    }
    return { out, back };
  };
  const row = (label, seconds) => {
    const at = timeNs.findLastIndex((ns) => ns <= seconds * 1e9);
    const size = memoryPages - series.balloonPages[at];
    const used = 1 - series.freePages[at] / size;
    const { out, back } = swapUsed(at);
    return [
      label,
      `${seconds} s`,
      gib(result, size),
      `${Math.round(100 * used)} %`,
      gib(result, out),
      gib(result, back),
    ];
  };
  const end = vm(result, "desktop");
  return {
    tables: [
      [
        ["", "at", "size", "used, as the guest reports", "swapped out so far", "read back so far"],
        row("before the burst", 60),
        row("in the burst", 66),
        row("at its end", 70),
        row("a minute later", 130),
        row("at the end", 240),
      ],
    ],
    reading:
      `At the end ${gib(result, end.swapUsedPages)} are in the guest's swap. The controller does not react: its metric ` +
      "does not include swap.",
  };
}
