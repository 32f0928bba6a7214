import { elementAt } from "../../list/element-at.ts";
import { type Address, write } from "../struct.ts";
import type { DeviceLayout, GuestLayout, MachineLayout, PolicyLayout, SharingLayout } from "./layout.ts";
import {
  BLOCK,
  DeviceConfig,
  DriverConfig,
  GuestConfig,
  GuestSwapConfig,
  HostConfig,
  PoolConfig,
  ReportingConfig,
  SharingConfig,
  SharingPace,
  ZramConfig,
} from "./machine.generated.ts";
import type { MachineEngine } from "./module.ts";

/** Where the records of a machine lie that has been built. */
export interface Parts {
  readonly host: Address<"Host">;
  readonly schedule: Address<"Schedule">;
  readonly devices: readonly Address<"Device">[];
  readonly guests: readonly Address<"Guest">[];
  /** All guests' vCPUs, in the order of the guests. */
  readonly vcpus: readonly Address<"Vcpu">[];
  readonly firstVcpu: readonly number[];
  readonly streamLength: number;
}

const GIB = 1024 ** 3;

/** The engine has no room for a machine. The message says why; it is the beginning of a sentence. */
export class NoRoom extends Error {}

/** Bits of a frame or slot number in a page table entry. */
const MOST_NUMBERS = 2 ** 29;
/** A device that gets no requests. */
const NO_DEVICE: DeviceLayout = {
  channels: 1,
  writeQueue: 1,
  latencyNs: 0,
  sequentialLatencyNs: 0,
  bytesPerSecond: 1,
  rotational: false,
};

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
export function assemble(engine: MachineEngine, layout: MachineLayout): Parts {
  const host = createHost(engine, layout);
  const schedule = engine.createSchedule();
  const devices = layout.devices.map((device) => createDevice(engine, device, layout.pageBytes));
  const { swap, policy } = layout.host;
  engine.createHostSwap(host, swap.slots, elementAt(devices, swap.device, "device"), swap.readahead);
  engine.createHostPolicy(host, policy.number, parameters(engine, policy));
  createSharing(engine, host, layout.host.sharing);
  createPool(engine, host, layout);
  const guests: Address<"Guest">[] = [];
  const firstVcpu: number[] = [];
  const vcpus: Address<"Vcpu">[] = [];
  for (const guestLayout of layout.guests) {
    const guest = createGuest(engine, host, devices, guestLayout, layout.pageBytes);
    guests.push(guest);
    firstVcpu.push(vcpus.length);
    for (let vcpu = 0; vcpu < guestLayout.vcpus; vcpu++) vcpus.push(engine.createVcpu(guest, layout.streamLength));
  }
  if (engine.fits() === 0) {
    const needed = (engine.neededBytes() / GIB).toFixed(2);
    throw new NoRoom(`The scenario needs ${needed} GiB of engine memory, and WebAssembly has at most 4 GiB`);
  }
  return { host, schedule, devices, guests, vcpus, firstVcpu, streamLength: layout.streamLength };
}

function createHost(engine: MachineEngine, layout: MachineLayout): Address<"Host"> {
  const { host, guests, costs } = layout;
  const guestFrames = sum(guests.map((guest) => Math.ceil(guest.frames / BLOCK) * BLOCK));
  checkNumbers(layout, guestFrames);
  const config = write(engine, HostConfig, {
    frames: host.frames,
    guestFrames,
    guestPages: sum(guests.map((guest) => guest.pages)),
    guestSlots: sum(guests.map((guest) => guest.swap.slots)),
    guests: guests.length,
    vcpus: sum(guests.map((guest) => guest.vcpus)),
    pageBytes: layout.pageBytes,
    ...host.watermarks,
    quantumNs: layout.quantumNs,
    seed: layout.seed,
    ...costs,
  });
  return engine.createHost(config);
}

function createDevice(engine: MachineEngine, device: DeviceLayout, pageBytes: number): Address<"Device"> {
  return engine.createDevice(write(engine, DeviceConfig, { ...device, pageBytes }));
}

function createSharing(engine: MachineEngine, host: Address<"Host">, sharing: SharingLayout | null): void {
  if (sharing === null) return;
  const { running, pagesToScan, sleepNs, ...config } = sharing;
  engine.createSharing(host, write(engine, SharingConfig, config));
  if (engine.fits() === 0) return;
  engine.steerSharing(host, write(engine, SharingPace, { run: running ? "run" : "stop", pagesToScan, sleepNs }), 0);
}

function createPool(engine: MachineEngine, host: Address<"Host">, layout: MachineLayout): void {
  const { compression } = layout.host;
  if (compression === null) return;
  const { vmShare, ...config } = compression;
  const guests = layout.guests.length;
  const { slots } = layout.host.swap;
  const pool = { ...config, slots, guestShare: vmShare ?? 0, guests };
  engine.createPool(host, write(engine, PoolConfig, pool));
}

function createGuest(
  engine: MachineEngine,
  host: Address<"Host">,
  devices: readonly Address<"Device">[],
  layout: GuestLayout,
  pageBytes: number,
): Address<"Guest"> {
  const { swap, zram, driver, reporting } = layout;
  const config = write(engine, GuestConfig, {
    pages: layout.pages,
    filePages: layout.filePages,
    frames: layout.frames,
    kernelFrames: layout.kernelFrames,
    ...layout.watermarks,
    deflateOnOom: layout.deflateOnOom,
    zeroFillNs: layout.zeroFillNs,
    ...layout.content,
  });
  const guest = engine.createGuest(host, config);
  if (driver !== null) engine.createDriver(guest, write(engine, DriverConfig, driver));
  if (reporting !== null) engine.createReporting(guest, write(engine, ReportingConfig, reporting));
  // Memory is no disk, but a swap area lies on one.
  const device = zram === null ? elementAt(devices, swap.device, "device") : createDevice(engine, NO_DEVICE, pageBytes);
  const disk = elementAt(devices, layout.disk, "device");
  const area = write(engine, GuestSwapConfig, { slots: swap.slots, readahead: swap.readahead, device, disk });
  engine.createGuestSwap(guest, area);
  if (zram !== null) engine.createZram(guest, write(engine, ZramConfig, zram));
  engine.createGuestPolicy(guest, layout.policy.number, parameters(engine, layout.policy));
  return guest;
}

/** Writes a policy's parameters where the engine finds them. */
function parameters(engine: MachineEngine, policy: PolicyLayout): Address<"row of f64"> {
  const column = engine.createParameters(policy.parameters.length);
  new Float64Array(engine.memory.buffer, column, policy.parameters.length).set(policy.parameters);
  return column;
}
