import { expect, it } from "vitest";
import { labModule, machineModule } from "#engine";
import { DeviceConfig, Host, SharingPace } from "../../src/engine/machine/machine.generated.ts";
import { startMachine } from "../../src/engine/machine/module.ts";
import { Memory, write } from "../../src/engine/struct.ts";
import { elementAt } from "../../src/list/element-at.ts";

const device = {
  channels: 2,
  writeQueue: 3,
  pageBytes: 4096,
  rotational: false,
  latencyNs: 5,
  sequentialLatencyNs: 6,
  bytesPerSecond: 2 ** 40,
};

it("takes no module but the one that the library was built with", async () => {
  await expect(startMachine(await labModule())).rejects.toThrow(/^the engine and the library are of different builds/);
});

it("writes each field where the engine reads it", async () => {
  const engine = await startMachine(await machineModule());
  const address = write(engine, DeviceConfig, device);
  const view = new DataView(engine.memory.buffer, address);
  const { fields } = DeviceConfig;
  expect(view.getUint32(fields.channels.at, true)).toBe(2);
  expect(view.getUint32(fields.writeQueue.at, true)).toBe(3);
  expect(view.getBigUint64(fields.sequentialLatencyNs.at, true)).toBe(6n);
  expect(view.getBigUint64(fields.bytesPerSecond.at, true)).toBe(2n ** 40n);
});

it("refuses what a field cannot hold", async () => {
  const engine = await startMachine(await machineModule());
  expect(() => write(engine, DeviceConfig, { ...device, channels: -1 })).toThrow(
    new RangeError("DeviceConfig.channels cannot be -1."),
  );
  expect(() => write(engine, DeviceConfig, { ...device, latencyNs: Number.NaN })).toThrow(RangeError);
  const pace = { run: "walk", pagesToScan: 1, sleepNs: 1 } as const;
  // @ts-expect-error: no such word
  expect(() => write(engine, SharingPace, pace)).toThrow(new RangeError("SharingPace.run cannot be walk."));
});

it("does not compile what is not of the border", async () => {
  const engine = await startMachine(await machineModule());
  const { channels: _, ...incomplete } = device;
  // @ts-expect-error: a field is missing
  expect(() => write(engine, DeviceConfig, incomplete)).toThrow(RangeError);
  // @ts-expect-error: a field that the record does not have
  write(engine, DeviceConfig, { ...device, chanels: 2 });
  const address = write(engine, DeviceConfig, device);
  // @ts-expect-error: the address of another record
  const host = new Host(new Memory(engine.memory), address);
  // @ts-expect-error: a field that the record does not have
  expect(host.chanels).toBeUndefined();
});

it("throws where nothing is, instead of reading address 0", async () => {
  const engine = await startMachine(await machineModule());
  const memory = new Memory(engine.memory);
  expect(() => memory.u32(engine.memory.buffer.byteLength)).toThrow(/^There is no address 65536: the engine has 65536/);
  expect(() => elementAt([1, 2], 2, "guest")).toThrow(new RangeError("There is no guest 2: there are 2."));
});
