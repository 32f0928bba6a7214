import { expect, it } from "vitest";
import { runHtml } from "../../../src/report/run/html.ts";
import { reasonLines } from "../../../src/report/run/reason-lines.ts";
import { textReport } from "../../../src/report/run/text.ts";
import type { Cause } from "../../../src/simulation/cause.ts";
import type { Reason } from "../../../src/simulation/reason.ts";
import type { VmResult } from "../../../src/simulation/result.ts";
import { formatClock, mainReason } from "../../../src/simulation/why.ts";
import { displayWidth } from "../../../src/words/width.ts";
import { result, vmResult } from "../build.ts";

const GIB = 1024 ** 3 / 4096;

function reason(cause: Cause, more: Partial<Reason> = {}): Reason {
  return {
    cause,
    share: 1,
    delayNs: 1e9,
    fromNs: 52e9,
    untilNs: null,
    slowNs: 68e9,
    balloonPages: 5.2 * GIB,
    hostFreePages: 12 * GIB,
    returnedPages: 0,
    hostWantedPages: 20 * GIB,
    device: "nvme",
    deviceUtilisation: 0.5,
    deviceLoad: "files",
    ...more,
  };
}

const slow = (name: string, slowdown: number, ...reasons: Reason[]) => vmResult(name, { slowdown, reasons });

it("says of one VM from when, through what, what its balloon holds and what the host has free", () => {
  expect(reasonLines(result([slow("app", 1.85, reason("guest-swap-balloon")), vmResult("db")]))).toEqual([
    "From 0:52 on app swaps (1.85×): its balloon holds 5.2 GiB; the host has 12 GiB free.",
  ]);
});

it("names further causes from a tenth of the delay on, and a queue behind what it is a queue for", () => {
  const queue = reason("disk-queue", { share: 0.6 });
  const cold = reason("file-reads-cold", { share: 0.35, fromNs: 0, untilNs: 24e9, slowNs: 24e9 });
  const faults = reason("page-faults", { share: 0.05 });
  expect(reasonLines(result([slow("db", 1.3, queue, cold, faults)]))).toEqual([
    "From 0:00 to 0:24 db reads cold files (1.30×): they are read for the first time; the host is not short of memory (12 GiB free). Of the delay, 60 % queueing for the disk.",
  ]);
  expect(reasonLines(result([slow("db", 1.3, reason("disk-queue"))]))).toEqual([
    "From 0:52 on db waits for the disk nvme (1.30×): it is up to 50 % busy with other requests.",
  ]);
});

it("is about what is read where a VM mostly queues for it, and about the queue where the VM reads nothing more than usual", () => {
  const queue = reason("disk-queue", { share: 0.5 });
  const swap = reason("host-swap", { share: 0.1 });
  const main = (...reasons: Reason[]) => mainReason(reasons)?.cause;
  expect(main(queue, reason("page-faults", { share: 0.4 }), swap)).toBe("host-swap");
  expect(main(reason("page-faults", { share: 0.6 }), reason("disk-queue", { share: 0.3 }), swap)).toBe("page-faults");
  expect(main(queue, reason("page-faults", { share: 0.4 }))).toBe("disk-queue");
  expect(main(reason("page-faults", { share: 0.6 }), reason("disk-queue", { share: 0.4 }))).toBe("page-faults");
});

it("names the shortage of the host: how much more than it has is wanted, or what little is free", () => {
  const short = reason("guest-swap-balloon", { hostFreePages: 0.3 * GIB, hostWantedPages: 33 * GIB });
  expect(reasonLines(result([slow("app", 1.85, short)]))).toEqual([
    "From 0:52 on app swaps (1.85×): its balloon holds 5.2 GiB; the host is short of memory (the VMs want 2 GiB more than its 31 GiB).",
  ]);
  // Just after it swapped there is room again; it is as short as before.
  const relieved = reason("host-swap", { hostFreePages: 3 * GIB, hostWantedPages: 32 * GIB });
  expect(reasonLines(result([slow("app", 1.85, relieved)]))).toEqual([
    "From 0:52 on app waits for memory that the host swapped out (1.85×): the host is short of memory (the VMs want 1 GiB more than its 31 GiB).",
  ]);
  const cold = reason("file-reads-cold", { hostFreePages: 0, hostWantedPages: 31 * GIB });
  expect(reasonLines(result([slow("app", 1.85, cold)]))).toEqual([
    "From 0:52 on app reads cold files (1.85×): they are read for the first time; the host is short of memory (0 B of 31 GiB free).",
  ]);
});

it("does not say that memory is used for the first time where it was given back before", () => {
  const faults = (gib: number) => reason("page-faults", { returnedPages: gib * GIB });
  const why = (...gib: number[]) =>
    reasonLines(result(gib.map((each, at) => slow(`app-${at + 1}`, 1.06, faults(each)))))[0]?.replace(
      /^.*\): | \(.*$/gu,
      "",
    );
  expect(why(0)).toBe("it uses memory for the first time; the host is not short of memory");
  expect(why(3)).toBe(
    "it uses memory for the first time, or again after it gave it back to the host; the host is not short of memory",
  );
  // The VMs have 8 GiB.
  expect(why(9, 12)).toBe("they use memory again after they gave it back to the host; the host is not short of memory");
});

it("says what a disk is busy with, and why, and that a VM stood still", () => {
  const short = { hostWantedPages: 32 * GIB, device: "nvme", deviceUtilisation: 0.04 };
  const queue = (deviceLoad: Reason["deviceLoad"]) => reason("disk-queue", { ...short, deviceLoad });
  const lines = (...vms: VmResult[]) => reasonLines(result(vms));
  expect(lines(slow("db", Number.POSITIVE_INFINITY, queue("host-swap")))).toEqual([
    "From 0:52 on db waits for the disk nvme (stopped): the host is short of memory (the VMs want 1 GiB more than its 31 GiB) and swaps to it.",
  ]);
  expect(
    lines(slow("db-1", 2, queue("guest-swap")), slow("db-2", Number.POSITIVE_INFINITY, queue("guest-swap"))),
  ).toEqual([
    "From 0:52 on db-1 and db-2 wait for the disk nvme (2.00× to stopped): it is up to 4 % busy with the guests' swapping.",
  ]);
  const behind = [reason("file-reads-cold", { share: 0.6 }), { ...queue("host-swap"), share: 0.4 }];
  expect(lines(slow("db", 2, ...behind))[0]).toMatch(
    /Of the delay, 40 % queueing for the disk behind the host's swapping\.$/u,
  );
});

it("puts VMs of one group with one cause on one line, from the first moment to the last, with the range of each value", () => {
  const web = Array.from({ length: 12 }, (_, at) =>
    slow(`web-${at + 1}`, 1.1 + at / 100, reason("host-swap", { fromNs: (60 - at) * 1e9, hostFreePages: at * GIB })),
  );
  const spells = { fromNs: 0, untilNs: 100e9, slowNs: 10e9 };
  const apps = [4, 6].map((gib, at) =>
    slow(`app-${at + 1}`, 2, reason("guest-swap-balloon", { ...spells, balloonPages: gib * GIB })),
  );
  expect(reasonLines(result([...web, ...apps]))).toEqual([
    "At times from 0:00 to 1:40 app-1 and app-2 swap (2.00×): their balloons hold 4 GiB to 6 GiB; the host has 12 GiB free.",
    "From 0:49 on web-1 … web-12 (12 VMs) wait for memory that the host swapped out (1.10× to 1.21×): the host has 11 GiB free.",
  ]);
});

it("has eight lines at most: groups with one cause share a line, and the rest is counted", () => {
  const causes: Cause[] = ["host-swap", "guest-swap-memory"];
  const vms = Array.from({ length: 20 }, (_, at) => slow(`vm${at}`, 2 - at / 100, reason(causes[at % 2] ?? "blocked")));
  const lines = reasonLines(result(vms));
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain("vm0, vm2, vm4 and 7 more wait for memory that the host swapped out (1.82× to 2.00×)");
  const every: Cause[] = [
    ...([
      "guest-swap-balloon",
      "guest-swap-memory",
      "file-reads-cold",
      "file-reads-balloon",
      "file-reads-memory",
    ] as const),
    ...(["guest-reclaim-balloon", "host-swap", "host-reclaim", "host-compression", "blocked"] as const),
  ];
  const mixed = reasonLines(result(every.map((cause, at) => slow(`vm${at}`, 2, reason(cause)))));
  expect(mixed).toHaveLength(8);
  expect(mixed.at(-1)).toBe("3 more VMs were slow for other reasons: --json names them.");
});

it("stands below the headline, wrapped to the terminal, and in the page", () => {
  const one = result([slow("app\u001b[31m", 1.85, reason("guest-swap-balloon"))]);
  const text = textReport(one, { columns: 40, colour: false });
  expect(text).toContain("\n- From 0:52 on app\\u{1b}[31m swaps\n  (1.85×): its balloon holds 5.2 GiB;");
  expect(Math.max(...text.split("\n").map(displayWidth))).toBeLessThanOrEqual(40);
  expect(runHtml(one)).toContain("<li>From 0:52 on app\\u{1b}[31m swaps (1.85×): its balloon holds 5.2 GiB;");
  expect(textReport(result([vmResult("a")]), { columns: 80, colour: false })).not.toContain("\n- ");
});

it("tells moments as a clock does", () => {
  expect([0, 52e9, 250e6, 754e9, 3_723e9, 36e12].map(formatClock)).toEqual([
    "0:00",
    "0:52",
    "0:00.25",
    "12:34",
    "1:02:03",
    "10:00:00",
  ]);
});
