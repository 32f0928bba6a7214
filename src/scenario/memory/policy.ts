import type { ParameterValues } from "../../parameter/parameter.ts";
import type { Catalogue, PolicyEntry } from "../catalogue.ts";
import { type Choice, choice, choiceInOneLine, entryOf } from "../key/choice.ts";
import { part } from "../key/key.ts";
import type { Leaf } from "../key/leaf.ts";
import type { PageCounting } from "../key/pages.ts";
import { parameterValues } from "../key/parameter-values.ts";
import { shorthand } from "../key/section.ts";
import type { Path } from "../problem.ts";

/** A replacement policy and its parameters. */
export interface PolicyChoice {
  readonly kind: string;
  readonly parameters: ParameterValues;
}

/** The key of a replacement policy: in one line or as a group of keys. */
export function policyKey({ policies }: Catalogue, whose: "guest" | "host", about: string): Leaf<Choice> {
  const usable = policies.filter((policy) => policy[whose]);
  return part(shorthand(choiceInOneLine(`${whose}'s policy`, usable), choice("kind", usable)), {
    about,
    default: "clock",
  });
}

/** A replacement policy with all its parameters. */
export function resolvePolicy(
  written: Choice,
  policies: readonly PolicyEntry[],
  path: Path,
  counting: PageCounting,
): PolicyChoice {
  const { kind } = written;
  return { kind, parameters: parameterValues(entryOf(policies, written).parameters, written, path, counting) };
}
