import { describe, it } from "vitest";
import { linuxWatermarks } from "../../../src/scenario/memory/linux-watermarks.ts";
import { reserveMib } from "../../scenario/memory/reserve.ts";
import { expectHeld, within } from "../comparison.ts";
import { cell, measured } from "../measured.ts";
import type { TableRow } from "../table.ts";
import { KIB_PER_PAGE, PAGES_PER_MIB } from "./guests.ts";

const rows = measured("watermarks.csv");

const nameOf = (row: TableRow) => `${cell(row, "kernel")} ${cell(row, "memory_mib")} MiB`;

describe.skipIf(rows.length === 0)("the watermarks of a real guest", () => {
  it.for(rows.map((row) => [nameOf(row), row] as const))("%s", ([, row]) => {
    const memoryMib = Number(cell(row, "memory_mib"));
    const memoryPages = memoryMib * PAGES_PER_MIB;
    // The guest's kernel keeps more than its image and page descriptors.
    const marks = linuxWatermarks({ memoryPages, keptPages: Math.ceil(memoryPages / 5) }, KIB_PER_PAGE * 1024, true);
    const least = Number(cell(row, "min_free_kbytes"));
    const reserve = reserveMib(memoryMib, least / 1024) * PAGES_PER_MIB;
    const compared = [
      ["KiB min", least, marks.minPages],
      ["KiB low", least * Number(cell(row, "low_over_min")), marks.lowPages],
      ["KiB high", least * Number(cell(row, "high_over_min")), marks.highPages],
    ] as const;
    for (const [counted, real, pages] of compared) {
      if (real === 0) continue;
      const simulated = (pages - reserve) * KIB_PER_PAGE;
      const allowed = within(real, 0.03);
      expectHeld({ table: "watermarks.csv", row: nameOf(row), counted, real, simulated, allowed });
    }
    const dma = Number(cell(row, "dma_reserve_pages"));
    // Above 3 GiB all of DMA is less than what it would keep, and DMA32 keeps some too.
    if (dma === 0 || memoryMib > 3072) return;
    const simulated = marks.minPages - Math.round(least / KIB_PER_PAGE);
    expectHeld({
      table: "watermarks.csv",
      row: nameOf(row),
      counted: "pages that DMA keeps",
      real: dma,
      simulated,
      // Of the two together min is the larger by far.
      allowed: within(dma, 0.02, 8 + (least / KIB_PER_PAGE) * 0.01),
    });
  });
});
