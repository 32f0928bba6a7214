import type { GuestLayout, MachineLayout, SwapLayout, WatermarkLayout } from "./layout.ts";

/** Roughly the machine of the same scenario with pages `times` as large: good enough to know whether it fits. */
export function coarser(layout: MachineLayout, times: number): MachineLayout {
  const fewer = (pages: number) => Math.ceil(pages / times);
  const swap = (area: SwapLayout): SwapLayout => ({ ...area, slots: fewer(area.slots) });
  const watermarks = (marks: WatermarkLayout): WatermarkLayout => ({
    minPages: fewer(marks.minPages),
    lowPages: fewer(marks.lowPages),
    highPages: fewer(marks.highPages),
  });
  const guest = (one: GuestLayout): GuestLayout => ({
    ...one,
    pages: fewer(one.pages),
    filePages: fewer(one.filePages),
    frames: fewer(one.frames),
    kernelFrames: fewer(one.kernelFrames),
    swap: swap(one.swap),
    zram: one.zram && { ...one.zram, limitPages: fewer(one.zram.limitPages) },
    watermarks: watermarks(one.watermarks),
  });
  const { host } = layout;
  return {
    ...layout,
    pageBytes: layout.pageBytes * times,
    host: {
      ...host,
      frames: fewer(host.frames),
      swap: swap(host.swap),
      watermarks: watermarks(host.watermarks),
      sharing: host.sharing && { ...host.sharing, contents: fewer(host.sharing.contents) },
      compression: host.compression && {
        ...host.compression,
        mostPages: fewer(host.compression.mostPages),
        acceptPages: fewer(host.compression.acceptPages),
      },
    },
    guests: layout.guests.map(guest),
  };
}
