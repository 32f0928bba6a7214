import * as v from "valibot";
import type { CatalogueEntry, ParameterValues } from "../../parameter/parameter.ts";
import { type Catalogue, MIX, SERIES } from "../catalogue.ts";
import { type Choice, choice, entryOf, leftAlone } from "../key/choice.ts";
import * as key from "../key/keys.ts";
import { type Leaf, leaf } from "../key/leaf.ts";
import type { PageCounting } from "../key/pages.ts";
import { parameterValues } from "../key/parameter-values.ts";
import { either, keysAmongOthers, list, section } from "../key/section.ts";
import { isSection } from "../key/written.ts";
import type { Path } from "../problem.ts";
import type { SeriesStep } from "../series/step.ts";

/** Which page comes next. */
export interface Pattern {
  readonly kind: string;
  readonly parameters: ParameterValues;
  /** For `mix`: its parts and how often each is chosen; empty otherwise. */
  readonly parts: readonly { readonly weight: number; readonly pattern: Pattern }[];
  /** For `series`: the step of it that the phase is. */
  readonly step?: SeriesStep;
}

/** A pattern as it was written; `parts` are those of a mix. */
export interface WrittenPattern extends Choice {
  readonly parts: readonly WrittenPart[];
}

/** One part of a mix. */
export interface WrittenPart extends Choice {
  readonly weight: number;
}

/** A pattern among the keys of its phase. */
export interface Chosen {
  readonly pattern: WrittenPattern;
}

const partKeys = {
  weight: key.number({
    about: "How often this part is chosen, against the others.",
    default: 1,
    least: 0.000001,
    most: 1e6,
    example: 3,
  }),
};

/** A pattern, its parameters beside keys that belong to something else. */
export function patternSchema(patterns: readonly CatalogueEntry[], beside: readonly string[]) {
  const simple = v.pipe(
    choice("pattern", withoutSeries(patterns), beside),
    v.transform((chosen): Chosen => ({ pattern: { ...chosen, parts: [] } })),
  );
  const mix = v.pipe(
    section({
      pattern: v.literal(MIX),
      parts: key.part(list(partSchema(patterns)), {
        about: "The patterns that are mixed.",
        example: [{ pattern: "uniform" }],
      }),
      ...leftAlone(beside),
    }),
    v.transform(({ parts }): Chosen => ({ pattern: { kind: MIX, written: {}, parts } })),
  );
  const hasMix = patterns.some((pattern) => pattern.name === MIX);
  return either([simple, mix, wholeWorkload], (written) => {
    const kind = isSection(written) ? written.pattern : undefined;
    return kind === SERIES ? wholeWorkload : hasMix && kind === MIX ? mix : simple;
  });
}

function partSchema(patterns: readonly CatalogueEntry[]) {
  const simple = withoutSeries(patterns).filter((pattern) => pattern.name !== MIX);
  const part = v.pipe(
    v.intersect([
      keysAmongOthers(partKeys),
      v.pipe(
        choice("pattern", simple, Object.keys(partKeys)),
        v.transform((chosen) => ({ chosen })),
      ),
    ]),
    v.transform(({ weight, chosen }): WrittenPart => ({ ...chosen, weight })),
  );
  return either([part, wholeWorkload], (written) =>
    isSection(written) && written.pattern === SERIES ? wholeWorkload : part,
  );
}

function withoutSeries(patterns: readonly CatalogueEntry[]): readonly CatalogueEntry[] {
  return patterns.filter(({ name }) => name !== SERIES);
}

/** Where only a part of a workload can stand. */
const wholeWorkload: Leaf<never> = leaf({ not: {} }, () => ({
  problem:
    "a series is a whole workload, neither a phase nor a part of one: write pattern: series directly below workload",
}));

/** A pattern with all its parameters; a share among them is one of its region. */
export function resolvePattern(
  written: WrittenPattern,
  catalogue: Catalogue,
  path: Path,
  counting: PageCounting,
): Pattern {
  const { parameters } = entryOf(catalogue.patterns, written);
  return {
    kind: written.kind,
    parameters: written.kind === MIX ? {} : parameterValues(parameters, written, path, counting),
    parts: written.parts.map((part, index) => ({
      weight: part.weight,
      pattern: resolvePattern({ ...part, parts: [] }, catalogue, [...path, "parts", index], counting),
    })),
  };
}
