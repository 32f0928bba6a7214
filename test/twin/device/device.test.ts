import { describe, expect, it } from "vitest";
import type { Device } from "../../../src/scenario/scenario.ts";
import { Course } from "../run/course.ts";
import { DISK } from "../scenario/small.ts";
import { TwinDevice } from "./device.ts";
import { Paths } from "./paths.ts";

/** A disk for tests with some changes: 1 ms, 0.2 ms when sequential, 0.05 ms per page and channel. */
function disk(changes: Partial<Device> = {}): TwinDevice {
  return new TwinDevice({ ...DISK, ...changes }, 4096, new Paths());
}

function readEnd(device: TwinDevice, atNs: number, position: number, pages = 1): number {
  const course = new Course(atNs);
  device.read(course, position, pages, "coldFile");
  return course.nowNs;
}

/** Time at which the writer continues. */
function writerGoesOn(device: TwinDevice, atNs: number, position: number): number {
  const course = new Course(atNs);
  device.write(course, position, "guestReclaimMemory");
  return course.nowNs;
}

describe("a device", () => {
  it("serves one request after the other on one channel", () => {
    const device = disk();
    expect(readEnd(device, 100, 10)).toBe(100 + 1_050_000);
    expect(readEnd(device, 200, 30)).toBe(100 + 2_100_000);
    expect(readEnd(device, 9_000_000, 50, 4)).toBe(9_000_000 + 1_200_000);
  });

  it("serves two at a time on two channels, each at half the rate", () => {
    const device = disk({ channels: 2 });
    expect(readEnd(device, 0, 10)).toBe(1_100_000);
    expect(readEnd(device, 500, 30)).toBe(1_100_500);
    expect(readEnd(device, 600, 50)).toBe(2_200_000);
    expect(device.channelFreeNs).toEqual([2_200_000, 1_100_500]);
  });

  it("has the sequential latency after the end of the previous request, of any reader or writer", () => {
    const device = disk();
    expect(readEnd(device, 0, 0, 2)).toBe(1_100_000);
    expect(writerGoesOn(device, 2_000_000, 2)).toBe(2_000_000);
    expect(device.channelFreeNs).toEqual([2_250_000]);
    expect(readEnd(device, 3_000_000, 3)).toBe(3_250_000);
    expect(readEnd(device, 4_000_000, 3)).toBe(5_050_000);
  });

  it("rounds a transfer down to a nanosecond", () => {
    const device = disk({ latencyNs: 0, bytesPerSecond: 3_000_000_000, channels: 2 });
    expect(readEnd(device, 0, 5)).toBe(2730);
  });

  it("lets a writer continue at once until the queue is full, then makes it wait for the oldest write", () => {
    const device = disk({ writeQueue: 2 });
    expect(writerGoesOn(device, 0, 10)).toBe(0);
    expect(writerGoesOn(device, 10, 20)).toBe(10);
    expect(writerGoesOn(device, 20, 30)).toBe(1_050_000);
    expect(writerGoesOn(device, 1_060_000, 40)).toBe(2_100_000);
    expect(device.writeEndsNs).toEqual([1_050_000, 2_100_000, 3_150_000, 4_200_000]);
    expect(writerGoesOn(device, 9_000_000, 50)).toBe(9_000_000);
  });

  it("serves a request before one that was asked for a later time, where it fits", () => {
    const device = disk();
    // Two writes of kswapd, which is ahead: gaps until 4 ms, and from 5.05 to 7 ms.
    expect(writerGoesOn(device, 4_000_000, 10)).toBe(4_000_000);
    expect(writerGoesOn(device, 7_000_000, 20)).toBe(7_000_000);
    expect(readEnd(device, 0, 30)).toBe(1_050_000);
    expect(readEnd(device, 500_000, 40)).toBe(2_100_000);
    // 1.2 ms fit until 4 ms if they begin at 2.8 ms; later they do in the second gap.
    expect(readEnd(device, 2_900_000, 50, 4)).toBe(6_250_000);
    expect(device.gaps).toEqual([
      { fromNs: 2_100_000, toNs: 4_000_000 },
      { fromNs: 6_250_000, toNs: 7_000_000 },
    ]);
    expect(readEnd(device, 2_800_000, 60, 4)).toBe(4_000_000);
    expect(readEnd(device, 3_000_000, 70)).toBe(9_100_000);
  });

  it("does not make a writer wait for writes that were asked for a later time", () => {
    const device = disk({ writeQueue: 1 });
    expect(writerGoesOn(device, 5_000_000, 10)).toBe(5_000_000);
    expect(writerGoesOn(device, 1_000_000, 20)).toBe(1_000_000);
    expect(writerGoesOn(device, 1_500_000, 30)).toBe(2_050_000);
  });

  it("keeps 128 gaps, and forgets the shortest", () => {
    const device = disk();
    for (let request = 1; request <= 129; request++) readEnd(device, request * 3_000_000, 2 * request);
    expect(device.gaps.length).toBe(128);
    // All gaps but the first are 1.95 ms long: that before the second request has gone.
    expect(readEnd(device, 4_000_000, 0)).toBe(7_050_000 + 1_050_000);
  });

  it("is not used on a warm start", () => {
    const device = disk();
    const course = new Course(7, true);
    device.read(course, 0, 1, "coldFile");
    device.write(course, 1, "guestReclaimMemory");
    expect(course).toMatchObject({ nowNs: 7, waitedForRead: false });
    expect(device).toMatchObject({ reads: 0, writes: 0, nextPosition: null });
  });
});
