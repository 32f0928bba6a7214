import { hostFault } from "../host/fault.ts";
import type { TwinHost } from "../host/host.ts";
import { pinUnit } from "../run/balloon.ts";
import { Course, VmDied } from "../run/course.ts";
import { reference } from "./fault.ts";
import type { TwinGuest } from "./guest.ts";

/** A step of a VM's boot, atomic for the other VMs. */
const RUN_LENGTH = 16;

/** Remaining boot steps of a VM, in order. */
interface Row {
  readonly guest: TwinGuest;
  readonly steps: (() => void)[];
}

/** Boots VMs together: kernel frames, the balloons' first pages, the warm pages. Takes no time and changes no counter. */
export function bootTogether(host: TwinHost, guests: readonly TwinGuest[], nowNs: number): void {
  const everyone = [host, ...host.guests];
  const before = everyone.map((one) => ({ ...one.counters }));
  for (const guest of guests) begin(guest, nowNs);
  const inOrder = host.guests.filter((guest) => guests.includes(guest));
  const rows = inOrder.map((guest) => ({ guest, steps: stepsOf(guest, nowNs) }));
  for (;;) {
    const left = rows.flatMap(({ guest, steps }) => (guest.state === "running" ? steps.map(() => guest) : []));
    if (left.length === 0) break;
    const next = left[Math.floor((nextDraw(host) * left.length) / 2 ** 32)];
    if (rows.filter(({ guest }) => left.includes(guest)).length > 1) host.paths.reach("VMs lay down in turn");
    for (const row of rows) if (row.guest === next) layDownRun(row);
  }
  everyone.forEach((one, index) => {
    Object.assign(one.counters, before[index]);
  });
}

function begin(guest: TwinGuest, nowNs: number): void {
  const { vm, driver } = guest;
  guest.state = "running";
  guest.bootedNs = nowNs;
  guest.bootNumber = ++guest.host.boots;
  for (const vcpu of guest.vcpus) vcpu.clockNs = nowNs;
  guest.reporting?.request(nowNs);
  for (let frame = 0; frame < vm.kernelPages; frame++) guest.use(frame, { kind: "kernel" }, nowNs);
  if (driver === null) return;
  const { balloon } = driver;
  const least = vm.watermarks.minPages + balloon.unitPages;
  const fits = () => guest.pinnedCount + balloon.unitPages <= balloon.startPages && guest.freeCount >= least;
  while (fits() && pinUnit(guest, balloon, new Course(nowNs, true)) !== null);
  driver.targetPages = guest.pinnedCount;
}

function stepsOf(guest: TwinGuest, nowNs: number): (() => void)[] {
  const { vm, host } = guest;
  const kernel = Array.from(
    { length: vm.kernelPages },
    (_, frame) => () => hostFault(guest.hostView[frame], true, new Course(nowNs, true)),
  );
  const { pages, warmPages, warmFilePages } = vm.workload;
  const first = Array.from({ length: warmPages }, (_, page) => page);
  const last = Array.from({ length: warmFilePages }, (_, page) => pages - warmFilePages + page);
  const warm = [...first, ...last].map((page) => () => {
    if (page >= pages - warmFilePages) host.paths.reach("warm files");
    reference(guest, page, !guest.isFile(page), new Course(nowNs, true));
    host.paths.reach("warm start");
  });
  return [...kernel, ...warm];
}

function layDownRun({ guest, steps }: Row): void {
  for (const step of steps.splice(0, RUN_LENGTH)) {
    if (guest.state !== "running") return;
    try {
      step();
    } catch (error) {
      if (!(error instanceof VmDied)) throw error;
    }
  }
}

/** The next draw, 0 … 2³² − 1. */
function nextDraw(host: TwinHost): number {
  host.draws++;
  const start = (BigInt(host.seed) + BigInt(host.draws) * 2654435769n) & 0xffff_ffffn;
  const once = ((start ^ (start >> 16n)) * 2246822507n) & 0xffff_ffffn;
  const twice = ((once ^ (once >> 13n)) * 3266489909n) & 0xffff_ffffn;
  return Number(twice ^ (twice >> 16n));
}
