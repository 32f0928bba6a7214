import * as v from "valibot";
import { nearest } from "../../parameter/nearest.ts";
import type { CatalogueEntry } from "../../parameter/parameter.ts";
import { quote } from "../../parameter/reading.ts";
import { type Catalogue, MIX } from "../catalogue.ts";
import { contentSchema } from "../host/written-sharing.ts";
import { type Choice, choice, leftAlone } from "../key/choice.ts";
import { duration, flag, leaf, number, share, size, sizeOrShare, word } from "../key/quantity.ts";
import { either, isSection, list, section, shorthand } from "../key/section.ts";

/** The longest pause between two references. */
export const MOST_THINK_NS = 3600e9;

/** A pattern as it was written; `parts` are those of a mix. */
export interface WrittenPattern extends Choice {
  readonly parts: readonly WrittenPart[];
}

/** One part of a mix. */
export interface WrittenPart extends Choice {
  readonly weight: number;
}

/** A phase as it was written. */
export type WrittenPhase = v.InferOutput<ReturnType<typeof phaseSchema>>;

/** A workload as it was written. */
export type WrittenWorkload = v.InferOutput<ReturnType<typeof workloadSchema>>;

const everything = word("What the workload frees when the phase begins: all of its memory. Default: nothing.", ["all"]);
const firstPages = size("What the workload frees when the phase begins: so much, from its first page.", "1GiB");

const phaseEntries = {
  for: v.optional(
    duration("How long the phase lasts. Default for the last phase: to the end of the run.", { least: 1 }, "30s"),
  ),
  from: v.optional(
    sizeOrShare(
      "Where the region the pattern works in begins, a share being one of the workload's memory. Default: 0.",
      "1GiB",
    ),
  ),
  memory: v.optional(
    sizeOrShare("Size of the region, a share being one of the workload's memory. Default: the rest.", "4GiB"),
  ),
  growFrom: v.optional(
    sizeOrShare(
      "Size of the region when the phase begins; it grows evenly until the phase's end. Default: it does not grow.",
      "1GiB",
    ),
  ),
  free: v.optional(
    shorthand(
      either([everything, firstPages], (written) =>
        typeof written === "string" && /^\s*[a-z]/iu.test(written) ? everything : firstPages,
      ),
      section({
        from: v.optional(sizeOrShare("Where it begins. Default: 0.", "1GiB")),
        memory: sizeOrShare("How much.", "1GiB"),
      }),
    ),
  ),
  think: v.optional(
    duration("Computing per reference. Default: the workload's.", { least: 1, most: MOST_THINK_NS }, "500ns"),
  ),
  writes: v.optional(share("Share of the references that write. Default: the workload's.", "10%")),
};
const workloadEntries = {
  memory: v.optional(
    sizeOrShare(
      "Memory it may touch, a share being one of the VM's memory; may exceed it when the VM has swap. Default: the VM's memory less its kernel's.",
      "6GiB",
    ),
  ),
  files: v.optional(
    sizeOrShare(
      "How much of it, at its end, is file-backed, a share being one of the workload's memory. Default: 0.",
      "1GiB",
    ),
  ),
  warm: v.optional(
    sizeOrShare(
      "How much of it, from its beginning, has been touched when the VM boots, a share being one of the workload's memory. Default: 0.",
    ),
  ),
  think: v.optional(duration("Computing per reference. Default: 1us.", { least: 1, most: MOST_THINK_NS }, "1us")),
  writes: v.optional(share("Share of the references that write. Default: 30%.", "30%")),
  repeat: v.optional(flag("Begin again after the last phase. Default: false.")),
  content: v.optional(v.pipe(contentSchema, v.description("What its pages hold. Default: each is like no other."))),
};

/** One phase, its pattern's parameters beside its own keys. */
export function phaseSchema({ patterns }: Catalogue) {
  return v.intersect([own(phaseEntries), patternSchema(patterns, Object.keys(phaseEntries))]);
}

/** A workload: a list of phases, or a single pattern without more ado. */
export function workloadSchema(catalogue: Catalogue) {
  const phased = section({
    ...workloadEntries,
    phases: list(phaseSchema(catalogue), "What it does, one phase after the other.", { pattern: "uniform" }),
  });
  const both = leaf("Not beside a pattern.", { not: {} }, () => ({
    problem: "there is a pattern beside the phases: write either the one or the other",
  }));
  const single = v.intersect([
    own({ ...workloadEntries, phases: v.optional(both) }),
    patternSchema(catalogue.patterns, [...Object.keys(workloadEntries), "phases"]),
  ]);
  const known = [...Object.keys(workloadEntries), "phases", "pattern"];
  const isPhased = (key: string) => nearest(key, known) === "phases";
  return v.pipe(
    either([phased, single], (written) =>
      isSection(written) && !("pattern" in written) && Object.keys(written).some(isPhased) ? phased : single,
    ),
    v.metadata({ description: "What it does with its memory.", examples: [{ pattern: "uniform" }] }),
  );
}

/** The keys that are not the pattern's; those that are neither's are reported with the pattern's. */
function own<const Entries extends v.ObjectEntries>(entries: Entries) {
  const object = v.object(
    entries,
    (issue) => `${quote(issue.input)} is not a group of keys: write for example pattern: zipf below it`,
  );
  return v.pipe(object, v.metadata({ additionalProperties: true }));
}

function patternSchema(patterns: readonly CatalogueEntry[], beside: readonly string[]) {
  const simple = v.pipe(
    choice("pattern", patterns, beside),
    v.transform((chosen) => ({ pattern: { ...chosen, parts: [] } satisfies WrittenPattern })),
  );
  const part = v.pipe(
    v.intersect([
      own({
        weight: v.optional(
          number("How often this part is chosen, against the others. Default: 1.", { least: 0.000001, most: 1e6 }, 3),
        ),
      }),
      v.pipe(
        choice(
          "pattern",
          patterns.filter((pattern) => pattern.name !== MIX),
          ["weight"],
        ),
        v.transform((chosen) => ({ chosen })),
      ),
    ]),
    v.transform(({ weight, chosen }): WrittenPart => ({ ...chosen, weight: weight ?? 1 })),
  );
  const mix = v.pipe(
    section({
      pattern: v.literal(MIX),
      parts: list(part, "The patterns that are mixed.", { pattern: "uniform" }),
      ...leftAlone(beside),
    }),
    v.transform(({ parts }) => ({
      pattern: { kind: MIX, written: {}, parts: Array.isArray(parts) ? parts : [] } satisfies WrittenPattern,
    })),
  );
  const hasMix = patterns.some((pattern) => pattern.name === MIX);
  return either([simple, mix], (written) => (hasMix && isSection(written) && written.pattern === MIX ? mix : simple));
}
