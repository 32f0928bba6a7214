import { expect, it } from "vitest";
import { z3fold, zbud, zsmallocOf } from "../../src/scenario/memory/size-class.ts";
import { expectHeld, within } from "./comparison.ts";
import { cell, committed, kernelOf, measured } from "./measured.ts";

const PAGE = 4096;

const classes = committed("zsmalloc-classes.csv").map((row) => ({
  kernel: cell(row, "pages_in_a_chain_at_most") === "4" ? ("6.1" as const) : ("6.12" as const),
  largest: Number(cell(row, "largest_compressed_size")),
  frames: Number(cell(row, "pages_per_zspage")),
  fit: Number(cell(row, "objects_per_zspage")),
}));

it.for(["6.1", "6.12"] as const)("zsmalloc of %s has the measured size classes, and no others", (kernel) => {
  const { group } = zsmallocOf[kernel];
  const ofKernel = classes.filter((each) => each.kernel === kernel);
  let from = 1;
  for (const { largest, frames, fit } of ofKernel) {
    for (let bytes = from; bytes <= Math.min(largest, PAGE); bytes++)
      expect({ bytes, ...group(bytes, PAGE) }).toEqual({ bytes, frames, fit });
    from = largest + 1;
  }
});

it("stores whole what takes more than 3256 bytes on 6.1, more than 3624 on 6.12", () => {
  expect([3256, 3257].map((bytes) => zsmallocOf["6.1"].counted(bytes, PAGE))).toEqual([3256, PAGE]);
  expect([3624, 3625].map((bytes) => zsmallocOf["6.12"].counted(bytes, PAGE))).toEqual([3624, PAGE]);
});

const sizes = measured("zram.csv").map((row) => ({
  kernel: kernelOf(row),
  bytes: Number(cell(row, "compressed_bytes")) / Number(cell(row, "pages")),
  pages: Number(cell(row, "pages")),
  memory: Number(cell(row, "used_bytes")),
}));

/** Zeroes take nothing; pages whose mean is a fraction are not all of one class. */
const isOneClass = ({ bytes }: { readonly bytes: number }) => bytes > 0 && Number.isInteger(bytes);

it.for(
  sizes.filter(isOneClass).map((row) => [`${row.pages} pages of ${row.bytes} bytes on ${row.kernel}`, row] as const),
)("%s take as much memory as zram said, within 2 %", ([name, { kernel, bytes, pages, memory }]) => {
  const { frames, fit } = zsmallocOf[kernel].group(bytes, PAGE);
  // The kernel takes the frames of the last group all at once.
  const taken = Math.ceil(pages / fit) * frames * PAGE;
  const allowed = within(memory, 0.02);
  const counted = "bytes of memory";
  expectHeld({ table: "zram.csv", row: name, counted, real: memory, simulated: taken, allowed });
});

// zswap of 6.1, 128 MiB: half random with lzo (2150 bytes) took 4091 bytes a page, one word and zeroes 2049; zsmalloc 2345.
it("zbud puts two compressed pages in one at best", () => {
  const perPage = (bytes: number) => (PAGE * zbud.group(bytes, PAGE).frames) / zbud.group(bytes, PAGE).fit;
  expect(perPage(2150)).toBe(4096);
  expect(perPage(20)).toBe(2048);
  expect([1976, 1977].map(perPage)).toEqual([2048, 4096]);
  expect(zbud.largest(PAGE)).toBe(3960);
});

it("z3fold puts three in one at best", () => {
  const fit = (bytes: number) => z3fold.group(bytes, PAGE).fit;
  expect([1272, 1273, 1976, 1977].map(fit)).toEqual([3, 2, 2, 1]);
});
