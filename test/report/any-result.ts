import fc from "fast-check";
import { hostCountersGrowth } from "../../src/engine/machine/machine.generated.ts";
import { HOST_FIELDS, HOST_SERIES_FIELDS, VM_FIELDS, VM_SERIES_FIELDS } from "../../src/report/run/fields.ts";
import { causes } from "../../src/simulation/cause.ts";
import type { Reason } from "../../src/simulation/reason.ts";
import type { HostResult, Result, SimulationEvent, VmResult, VmSeries } from "../../src/simulation/result.ts";
import { hostResult, result, scenario, vmResult, vmSeries } from "./build.ts";

const name = fc.oneof(
  fc.stringMatching(/^[a-z]{1,8}(-[0-9]{1,2})?$/),
  fc.constantFrom(
    "데이터베이스-1",
    "é́-2",
    "👩‍💻",
    "a\tb",
    "x\u001b[31m",
    "a very long name that nobody would want to read-12",
    '"',
    "",
  ),
);
const count = fc.oneof(fc.constant(0), fc.nat(1000), fc.maxSafeNat());
const slowdown = fc.oneof(fc.constantFrom(1, Number.POSITIVE_INFINITY), fc.double({ min: 1, max: 1e9, noNaN: true }));
const state = fc.constantFrom<VmResult["state"]>(
  "running",
  "shut-down",
  "not-booted",
  "out-of-memory",
  "killed-by-host",
  "finished",
);
const kind = fc.constantFrom<SimulationEvent["kind"]>(
  "boot",
  "shutdown",
  "guest-out-of-memory",
  "deflate-on-oom",
  "driver-stuck",
);

/** Counts for all number fields of something. */
function counts<T extends string>(names: readonly T[]) {
  return fc
    .tuple(...names.map(() => count))
    .map((values) => Object.fromEntries(names.map((field, i) => [field, values[i] ?? 0])));
}

const reason = fc.record<Reason>({
  cause: fc.constantFrom(...causes),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  delayNs: count,
  fromNs: count,
  untilNs: fc.option(count),
  slowNs: count,
  balloonPages: count,
  hostFreePages: count,
  returnedPages: count,
  hostWantedPages: count,
  device: fc.option(fc.constantFrom("nvme", "사")),
  deviceUtilisation: fc.double({ min: 0, max: 1, noNaN: true }),
  deviceLoad: fc.constantFrom("host-swap", "guest-swap", "files", null),
});
const reasons = fc.uniqueArray(reason, { selector: ({ cause }) => cause, maxLength: 4 });

const vm = fc
  .tuple(name, fc.constantFrom("web", "db", "데이터"), state, counts(VM_FIELDS), slowdown, slowdown, reasons, name)
  .map(([name, group, state, numbers, mean, worst, reasons, why]): VmResult => {
    return { ...vmResult(name), ...numbers, name, group, state, slowdown: mean, worstSlowdown: worst, reasons, why };
  });

const host = counts(HOST_FIELDS).map((numbers): HostResult => hostResult(numbers));

function columnsOf(points: number, names: readonly string[]) {
  return fc.array(fc.array(count, { minLength: points, maxLength: points }), {
    minLength: names.length,
    maxLength: names.length,
  });
}

/** Any result that a simulation could hand out, and many that it could not: odd names, huge numbers, empty series. */
export const anyResult: fc.Arbitrary<Result> = fc
  .tuple(
    fc.array(vm, { minLength: 1, maxLength: 20 }),
    fc.nat(100),
    host,
    count,
    fc.constantFrom<Result["outcome"]>("completed", "stopped"),
  )
  .chain(([vms, points, host, simulatedNs, outcome]) =>
    fc
      .tuple(
        columnsOf(points, HOST_SERIES_FIELDS),
        columnsOf(points, VM_SERIES_FIELDS),
        fc.array(fc.tuple(count, kind, fc.nat(vms.length - 1), name), { maxLength: 30 }),
      )
      .map(([hostColumns, vmColumns, events]): Result => {
        const series = {
          timeNs: Array.from({ length: points }, (_, i) => i),
          host: {
            freePages: [],
            swapUsedPages: [],
            ...hostCountersGrowth(),
            sharingPages: [],
            state: [],
            poolPages: [],
            ...named(HOST_SERIES_FIELDS, hostColumns),
          },
          devices: [{ utilisation: Array.from({ length: points }, () => 0.5) }],
          vms: vms.map((): VmSeries => {
            const columns = named(VM_SERIES_FIELDS, vmColumns);
            // Where there was only waiting a slowdown has no end.
            const slowdown = columns.slowdown?.map((value) => (value === 0 ? Number.POSITIVE_INFINITY : value)) ?? [];
            return vmSeries({ ...columns, slowdown, delayNs: { blocked: slowdown.map(() => 7) } });
          }),
        };
        return result(vms, {
          scenario: scenario(vms.map(({ name }) => name)),
          host,
          simulatedNs,
          outcome,
          series,
          events: events.map(([timeNs, kind, vm, text]) => ({ timeNs, kind, vm, text })),
        });
      }),
  );

function named(names: readonly string[], columns: readonly number[][]): { [name: string]: number[] } {
  return Object.fromEntries(names.map((field, i) => [field, columns[i] ?? []]));
}
