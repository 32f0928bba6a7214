import type * as v from "valibot";
import { quote } from "../../parameter/reading.ts";
import { writeShare } from "../../parameter/share.ts";
import { readSize, type Size } from "../../parameter/size.ts";
import { readDuration, writeDuration } from "../key/duration.ts";
import * as key from "../key/keys.ts";
import { type Leaf, leaf, SIZE_PATTERN, within } from "../key/leaf.ts";
import { list, section } from "../key/section.ts";
import { HEATS } from "./heat.ts";

/** Units of numbers in a file. */
const UNITS = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

/** After how long a series begins again; `null`: never. */
const LOOPS: Readonly<Record<string, number | null>> = { never: null, day: 86_400e9, week: 7 * 86_400e9 };

const LEAST_NS = 1e6;
const MOST_INTERVAL_NS = 86_400e9;

const unit: Leaf<number> = leaf({ enum: Object.keys(UNITS) }, (written) => {
  const found = Object.entries(UNITS).find(([name]) => name === written);
  return found === undefined
    ? { problem: `${quote(written)} is not a unit: write ${Object.keys(UNITS).join(", ")}` }
    : { value: found[1] };
});

const loop = leaf<number | null>({ type: "string" }, (written) => {
  const word = typeof written === "string" ? LOOPS[written] : undefined;
  if (word !== undefined) return { value: word };
  const duration = within(readDuration(written), written, { least: LEAST_NS }, writeDuration);
  return "value" in duration
    ? duration
    : {
        problem: `${duration.problem}${typeof written === "string" && /\d/u.test(written) ? "" : ", or day, week or never"}`,
      };
});

/** A size, or nothing where it is not known. */
const size = leaf<Size | null>(
  { anyOf: [{ type: "null" }, { const: 0 }, { type: "string", pattern: SIZE_PATTERN }] },
  (written) => (written === null ? { value: null } : readSize(written, { shares: false })),
);

const rate = leaf<number | null>({ anyOf: [{ type: "null" }, { type: "number", minimum: 0 }] }, (written) => {
  if (written === null) return { value: null };
  return typeof written === "number" && written >= 0 && written <= 1e12
    ? { value: written }
    : { problem: `${quote(written)} is not a number of pages per second` };
});

const unknown = key.rule("not known", () => null);
const memory = (about: string, example: string) => key.read(size)({ about, default: unknown, example });

/** Keys of a point. */
export const pointKeys = {
  at: key.duration({
    about: "When, counted from the beginning of the series; the first point is at 0.",
    example: "8h",
  }),
  anonymous: memory("Memory of programs, in memory or in the guest's swap, without the kernel's.", "2GiB"),
  used: memory(
    "Instead of anonymous: all of the guest's memory that is neither free nor cache, the kernel's included.",
    "3GiB",
  ),
  cache: memory("Page cache.", "1GiB"),
  touched: memory("Memory that is touched within the interval.", "800MiB"),
  faults: key.read(rate)({
    about: "Pages per second that major faults bring in: so much is touched at least.",
    default: unknown,
    example: 25,
  }),
};

const column = (what: string) =>
  key.text({
    about: `Name of the column of ${what}.`,
    default: key.rule("the key's own name", () => null),
    example: "mem",
  });

const columnKeys = {
  time: column("the time"),
  anonymous: column("anonymous"),
  used: column("used"),
  cache: column("cache"),
  touched: column("touched"),
  faults: column("faults"),
};

/** Keys of a series that are simple values. */
export const seriesKeys = {
  file: key.text({
    about:
      "CSV file with a header, relative to the scenario's folder, instead of points. Read in Node only. A cell that is empty, -, NaN or null is not known.",
    default: key.rule("the points", () => null),
    example: "web.csv",
  }),
  unit: key.read(unit)({
    about: "Unit of numbers in the file that have none: B, KiB, MiB, GiB.",
    default: key.rule("B", () => UNITS.B),
    example: "MiB",
    to: "unitBytes",
  }),
  shape: key.word(["linear", "stepped"])({
    about: "How memory goes from point to point: linear, or stepped (it stays until the next point).",
    default: "linear",
  }),
  loop: key.read(loop)({
    about: "After how long the series begins again: never (its last values stay), day, week, or a duration.",
    default: "never",
    to: "loopNs",
  }),
  begin: key.duration({ about: "Where in the series the VM boots.", default: 0, example: "20h" }),
  hot: key.share({
    about: "Share of the memory in use that is touched within the interval, where the points do not say.",
    default: key.rule(
      `${HEATS.map(({ share }) => writeShare(share)).join(", ")}, by the scenario's heat`,
      (context: { readonly heatShare: number }) => context.heatShare,
    ),
    example: "50%",
  }),
  interval: key.duration({
    about: "What touched and hot are measured over.",
    default: "2min",
    least: LEAST_NS,
    most: MOST_INTERVAL_NS,
  }),
};

/** Keys of a series that are groups of keys. */
export const seriesParts = {
  points: key.part(list(section(pointKeys)), {
    about: "Memory in use at points in time; what is not known at a point is left out or null.",
    default: { sentence: "the file's rows" },
    example: [{ at: 0, anonymous: "1GiB" }],
  }),
  columns: key.part(section(columnKeys), { about: "Names of the file's columns.", default: {} }),
};

export const seriesSection = section({ ...seriesParts, ...seriesKeys });

/** A series as it was read. */
export type WrittenSeries = v.InferOutput<typeof seriesSection>;
