import { run, vm } from "../library.mjs";

export const title = "Squeezed's own scenarios";
export const published =
  "xapi-project/xen-api, ocaml/squeezed/test/squeeze_test.ml: c (two VMs can give 1000 KiB of the 1500 wanted) " +
  "ends after 5.3 s with both at their minimum and the error that this much cannot be freed. e (a stuck VM at 7000 " +
  "KiB, an obedient one at 6000, 1000 wanted) asks the stuck one first, waits 5 s, and then takes everything from " +
  "the obedient one, in 15.9 s. f (e without two phases) lets the obedient one grow into memory that no VM has " +
  "freed.";
export const setup =
  "The same in the whole machine, with a MiB for a KiB: real balloons, moving 100 MiB/s, of guests whose memory is " +
  "page cache. That the manager decides as the original does, number by number in all its scenarios, is tested " +
  "separately (`npx vitest run vectors`).";
export const leavesOut =
  "Xen's maximum sizes of domains, which squeezed sets beside the targets; the scenarios in which a driver moves " +
  "in bursts at a limited rate, or cannot grow: the drivers of this machine do either one or the other.";

export async function measure() {
  const url = (name) => new URL(`${name}.yaml`, import.meta.url);
  const c = await run(url("c"));
  const e = await run(url("e"));
  const f = await run(url("e"), { "manager.twoPhases": "false" });
  const size = (result, name) => vm(result, name).memoryPages - vm(result, name).balloonPages;
  const sized = (result, names) => names.map((name) => size(result, name)).join(" and ");
  const settled = (result) => {
    const { timeNs, vms } = result.series;
    const last = (column) => column.findLastIndex((pages, at) => at > 0 && pages !== column[at - 1]);
    return `${(timeNs[Math.max(0, ...vms.map(({ balloonPages }) => last(balloonPages)))] / 1e9).toFixed(1)} s`;
  };
  return {
    tables: [
      [
        ["", "published", "ours"],
        ["c: sizes in the end", "1000 and 2000", sized(c, ["one", "two"])],
        ["c: free in the end", "1000", c.host.freePages],
        ["c: over after", "5.3 s", settled(c)],
        ["e: sizes in the end", "7000 and 5000", sized(e, ["stuck", "obedient"])],
        ["e: free in the end", "1000", e.host.freePages],
        ["e: over after", "15.9 s", settled(e)],
        ["e: host swap used", "–", `${e.host.mostSwapUsedPages} MiB`],
        [
          "f: the obedient one grows beyond what is free",
          "yes: an error",
          f.host.mostSwapUsedPages > 0 ? `yes: ${f.host.mostSwapUsedPages} MiB go to host swap` : "no",
        ],
      ],
    ],
    reading:
      "Sizes are the same. The times are a little shorter, since the original's simulated drivers sometimes lose a " +
      "unit to the rounding of their clock. The flaw that the authors list is visible: the stuck VM is rewarded, the " +
      "obedient one pays. Their test stops at an allocation that exceeds free memory; a real machine does not: the " +
      "host swaps.",
  };
}
