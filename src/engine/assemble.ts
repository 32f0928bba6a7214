import type { Handle } from "./abi.ts";
import type { DriverLayout, GuestLayout, MachineLayout, PolicyLayout, SharingLayout } from "./layout.ts";
import type { MachineExports } from "./machine-abi.ts";

/** Sizes of a guest, needed to read its tables. */
export interface GuestSize {
  readonly pages: number;
  readonly frames: number;
}

/** The handles of a machine that has been built. */
export interface Parts {
  readonly host: Handle;
  readonly schedule: Handle;
  readonly devices: readonly Handle[];
  readonly guests: readonly Handle[];
  readonly guestSizes: readonly GuestSize[];
  /** All guests' vCPUs, in the order of the guests. */
  readonly vcpus: readonly Handle[];
  readonly firstVcpu: readonly number[];
  readonly streamLength: number;
}

const GIB = 1024 ** 3;

/** A machine for which the engine has no room; the message says why, as the beginning of a sentence. */
export class NoRoom extends Error {}

/** Bits of a frame or slot number in a page table entry. */
const MOST_NUMBERS = 2 ** 29;
const behaviours: readonly DriverLayout["behaviour"][] = ["normal", "slow", "limited", "stuck", "intermittent"];

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function checkNumbers(layout: MachineLayout, guestFrames: number): void {
  const most = Math.max(
    guestFrames,
    layout.host.frames,
    layout.host.swap.slots,
    sum(layout.guests.map((g) => g.swap.slots)),
    sum(layout.guests.map((g) => g.pages)),
  );
  if (most > MOST_NUMBERS) {
    throw new NoRoom(
      `The scenario has ${most} pages, frames or slots of one kind, and the engine can number ${MOST_NUMBERS}`,
    );
  }
}

/** Builds what the layout describes in an empty engine; throws a `NoRoom`. What is not touched takes no memory of the process. */
export function assemble(engine: MachineExports, layout: MachineLayout): Parts {
  const block = engine.guestFrameBlock >>> 0;
  const guestFrames = sum(layout.guests.map((guest) => Math.ceil(guest.frames / block) * block));
  checkNumbers(layout, guestFrames);
  const host =
    engine.createHost(
      layout.host.frames,
      guestFrames,
      sum(layout.guests.map((guest) => guest.pages)),
      sum(layout.guests.map((guest) => guest.swap.slots)),
      layout.guests.length,
      sum(layout.guests.map((guest) => guest.vcpus)),
    ) >>> 0;
  const schedule = engine.createSchedule() >>> 0;
  const devices = layout.devices.map((device) => engine.createDevice(device.channels, device.writeQueue) >>> 0);
  if (engine.fits()) {
    layout.devices.forEach((device, index) => {
      engine.setDevice(
        devices[index] ?? 0,
        device.latencyNs,
        device.sequentialLatencyNs,
        device.bytesPerSecond,
        layout.pageBytes,
      );
    });
    setHost(engine, host, layout);
  }
  const { swap, policy } = layout.host;
  engine.createHostSwap(host, swap.slots, devices[swap.device] ?? 0, swap.readahead);
  engine.createHostPolicy(host, policy.number, parameters(engine, policy));
  createSharing(engine, host, layout.host.sharing);
  createPool(engine, host, layout);
  const guests: Handle[] = [];
  const firstVcpu: number[] = [];
  const vcpus: Handle[] = [];
  for (const guestLayout of layout.guests) {
    const guest = createGuest(engine, host, devices, guestLayout);
    guests.push(guest);
    firstVcpu.push(vcpus.length);
    for (let vcpu = 0; vcpu < guestLayout.vcpus; vcpu++)
      vcpus.push(engine.createVcpu(guest, layout.streamLength) >>> 0);
  }
  if (!engine.fits()) {
    const needed = (engine.neededBytes() / GIB).toFixed(2);
    throw new NoRoom(`The scenario needs ${needed} GiB of engine memory, and WebAssembly has at most 4 GiB`);
  }
  const guestSizes = layout.guests.map(({ pages, frames }) => ({ pages, frames }));
  return { host, schedule, devices, guests, guestSizes, vcpus, firstVcpu, streamLength: layout.streamLength };
}

function setHost(engine: MachineExports, host: Handle, layout: MachineLayout): void {
  const { watermarks } = layout.host;
  const { costs } = layout;
  engine.setHost(
    host,
    watermarks.minPages,
    watermarks.lowPages,
    watermarks.highPages,
    layout.pageBytes,
    layout.quantumNs,
    layout.seed,
  );
  engine.setFaultCosts(host, costs.minorFaultNs, costs.majorFaultNs, costs.hostFaultNs, costs.scanNs, costs.evictNs);
  engine.setReportingCosts(host, costs.reportRangeNs, costs.reportPageNs);
}

function createSharing(engine: MachineExports, host: Handle, sharing: SharingLayout | null): void {
  if (sharing === null) return;
  const { contents, mostSharers, twice, beforeSwap, scanNs, mergeNs, copyNs, running, pagesToScan, sleepNs } = sharing;
  engine.createSharing(host, contents, mostSharers, twice ? 1 : 0, beforeSwap ? 1 : 0, scanNs, mergeNs, copyNs);
  if (engine.fits()) engine.setSharing(host, running ? 1 : 0, pagesToScan, sleepNs, 0);
}

function createPool(engine: MachineExports, host: Handle, { host: { compression }, guests }: MachineLayout): void {
  if (compression === null) return;
  const { vmShare, mostPages, acceptPages, keepBytes, compressNs, decompressNs } = compression;
  const { imageBytes, volatileBytes, otherBytes } = compression;
  const bytes = [0, imageBytes, volatileBytes, otherBytes] as const;
  engine.createPool(
    host,
    mostPages,
    acceptPages,
    vmShare ?? 0,
    guests.length,
    keepBytes,
    compressNs,
    decompressNs,
    ...bytes,
  );
}

function createGuest(engine: MachineExports, host: Handle, devices: readonly Handle[], layout: GuestLayout): Handle {
  const guest = engine.createGuest(host, layout.pages, layout.filePages, layout.frames) >>> 0;
  const { watermarks, swap, zram, driver } = layout;
  if (engine.fits()) {
    engine.setGuest(
      guest,
      layout.kernelFrames,
      watermarks.minPages,
      watermarks.lowPages,
      watermarks.highPages,
      layout.deflateOnOom ? 1 : 0,
      layout.zeroFillNs,
    );
    const { image, imageBelow, zeroBelow, volatileBelow } = layout.content;
    engine.setContent(guest, image, imageBelow, zeroBelow, volatileBelow);
    if (driver !== null) {
      const behaviour = 1 + behaviours.indexOf(driver.behaviour);
      const { batchPages, retryNs, mostPages, bytesPerSecond, workingNs, stuckNs } = driver;
      engine.setDriver(guest, behaviour, batchPages, retryNs, mostPages, bytesPerSecond, workingNs, stuckNs);
      engine.setBalloonUnit(
        guest,
        driver.order,
        driver.migrates ? 1 : 0,
        driver.touchedNs,
        driver.untouchedNs,
        driver.returnNs,
        driver.migrateNs,
      );
    }
  }
  if (layout.reporting !== null) {
    const { order, largestOrder, capacity, delayNs } = layout.reporting;
    engine.setReporting(guest, order, largestOrder, capacity, delayNs);
  }
  // Memory is no disk, but a swap area lies on one: one that nobody ever asks for anything.
  const device = zram === null ? (devices[swap.device] ?? 0) : engine.createDevice(1, 1) >>> 0;
  engine.createGuestSwap(guest, swap.slots, device, swap.readahead, devices[layout.disk] ?? 0);
  if (zram !== null) {
    const { limitPages, compressNs, decompressNs, imageBytes, volatileBytes, otherBytes } = zram;
    engine.createZram(guest, limitPages, compressNs, decompressNs, imageBytes, volatileBytes, otherBytes);
  }
  engine.createGuestPolicy(guest, layout.policy.number, parameters(engine, layout.policy));
  return guest;
}

/** Writes a policy's parameters where the engine finds them. */
function parameters(engine: MachineExports, policy: PolicyLayout): Handle {
  const column = engine.createParameters(policy.parameters.length) >>> 0;
  if (engine.fits()) new Float64Array(engine.memory.buffer, column, policy.parameters.length).set(policy.parameters);
  return column;
}
