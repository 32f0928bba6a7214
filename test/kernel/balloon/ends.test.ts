import { describe, expect, it } from "vitest";
import { expectHeld, within } from "../comparison.ts";
import { cell, kernelOf, measured, ofLine } from "../measured.ts";
import type { TableRow } from "../table.ts";
import { ASKED_AT_S, KIB_PER_PAGE, PAGES_PER_MIB, play } from "./guests.ts";

const KIB_PER_MIB = 1024;

const rows = measured("ends.csv");

const nameOf = (row: TableRow) => `${cell(row, "kernel")} ${cell(row, "end")}`;

/** What is free at the start; on OOM, once the balloon leaves 128 MiB. */
const freeMib = (row: TableRow) => Number(cell(row, "free_before_kb")) / KIB_PER_MIB;

/** A guest as the row has it, whose kernel keeps, and whose balloon is asked to leave, so much. */
function played(row: TableRow, keptMib: number, leftMib: number, workload: object) {
  return play({
    kernel: kernelOf(row),
    memoryMib: Number(cell(row, "memory_mib")),
    keptKib: keptMib * KIB_PER_MIB,
    leftMib,
    deflateOnOom: cell(row, "deflate_on_oom") === "on",
    swap: "0",
    workload,
  });
}

/** Rows that are known to miss, and why. */
const MISSES = new Map([
  [
    "6.12 program of 80 MiB in 57 free, deflate on out of memory",
    "4 MiB of what the program got were the kernel's own, which a simulated kernel does not give up",
  ],
]);

function held(row: TableRow, counted: string, real: number, simulated: number): void {
  const reason = MISSES.get(ofLine(nameOf(row)));
  expectHeld({ table: "ends.csv", row: nameOf(row), counted, real, simulated, allowed: within(real, 0.02), reason });
}

const idle = { pattern: "idle", rate: 1, set: "4KiB" };

/** The size of a program in a row's name, if it has one. */
const programMib = (row: TableRow) => Number(/program of (\d+) MiB/u.exec(cell(row, "end"))?.[1] ?? 0);

const drained = rows.filter((row) => cell(row, "end").startsWith("idle guest"));
const filled = rows.filter((row) => cell(row, "end").startsWith("program without swap"));
const rescued = rows.filter((row) => programMib(row) > 0);

describe("where a real guest's memory ends", () => {
  // Also keeps the suite whole where a folder of other rows measured no ends.
  it("is one of three kinds for every row", () => {
    expect(drained.length + filled.length + rescued.length).toBe(rows.length);
  });

  it.for(drained.map((row) => [nameOf(row), row] as const))("for the balloon: %s", async ([, row]) => {
    const memoryMib = Number(cell(row, "memory_mib"));
    // The balloon is asked for all but the kernel's memory.
    const kept = memoryMib - freeMib(row);
    const vm = await played(row, kept, kept, { memory: "1MiB", ...idle });
    const taken = (memoryMib - Number(cell(row, "left_mib"))) * KIB_PER_MIB;
    held(row, "KiB the balloon could take", taken, vm.balloonPages * KIB_PER_PAGE);
    expect(vm.state).toBe("running");
  });

  it.for(filled.map((row) => [nameOf(row), row] as const))("for a program: %s", async ([, row]) => {
    const memoryMib = Number(cell(row, "memory_mib"));
    const vm = await played(row, memoryMib - freeMib(row), memoryMib, {
      memory: `${memoryMib}MiB`,
      writes: "100%",
      pattern: "sequential",
    });
    expect(vm.state).toBe("out-of-memory");
    held(row, "KiB of the program that fitted", Number(cell(row, "program_kb")), vm.minorFaults * KIB_PER_PAGE);
  });

  it.for(rescued.map((row) => [nameOf(row), row] as const))("for a balloon on OOM: %s", async ([, row]) => {
    const phases = [
      { ...idle, for: `${ASKED_AT_S + 5}s` },
      { pattern: "sequential", think: "1us", writes: "100%" },
    ];
    const vm = await played(row, 128 - freeMib(row), 128, { memory: `${programMib(row)}MiB`, phases });
    expect(vm.state).toBe("running");
    const left = Number(cell(row, "memory_mib")) - vm.balloonPages / PAGES_PER_MIB;
    held(row, "MiB the balloon leaves", Number(cell(row, "left_mib")), left);
    // It gives back 256 pages at a time, and does not take them again.
    expect(vm.deflatedPages % 256).toBe(0);
  });
});
