import type * as v from "valibot";
import type { CatalogueEntry, ParameterValues } from "../../parameter/parameter.ts";
import type { Catalogue, ManagerEntry } from "../catalogue.ts";
import { type Choice, choice, choiceInOneLine, entryOf } from "../key/choice.ts";
import { part } from "../key/key.ts";
import type { Leaf } from "../key/leaf.ts";
import type { PageCounting } from "../key/pages.ts";
import { parameterValues } from "../key/parameter-values.ts";
import { either } from "../key/section.ts";
import { isSection } from "../key/written.ts";
import { isModule, OWN_MANAGER, ownManagerSchemas } from "./own-manager.ts";

/** A memory manager and its parameters. */
export interface ManagerChoice {
  readonly kind: string;
  /** How often it decides. */
  readonly periodNs: number;
  readonly parameters: ParameterValues;
}

/** The key of the memory manager; its period is read like one of its parameters. */
export function managerKey({ managers }: Catalogue): Leaf<Choice> {
  const timed = managers.map(withPeriod);
  const inOneLine = choiceInOneLine("manager", timed);
  const inFull = choice("kind", timed);
  const own = ownManagerSchemas(withPeriod(OWN_MANAGER));
  const schema: v.GenericSchema<unknown, Choice> = either(
    [inOneLine, inFull, own.inOneLine, own.byModule, own.byKind],
    (written) => {
      if (!isSection(written)) return isModule(written) ? own.inOneLine : inOneLine;
      if ("module" in written) return own.byModule;
      return isModule(written.kind) ? own.byKind : inFull;
    },
  );
  return part(schema, { about: "Memory manager, which sets the balloons' targets.", default: "none" });
}

/** The entry of the manager that was chosen. */
export function managerEntry({ managers }: Catalogue, chosen: Choice): ManagerEntry {
  return chosen.kind === OWN_MANAGER.name ? OWN_MANAGER : entryOf(managers, chosen);
}

/** A manager's entry with its period among the parameters. */
export function withPeriod(manager: ManagerEntry): CatalogueEntry {
  const period = { unit: "ns", default: manager.defaultPeriodNs, least: 1e6, about: "How often it decides." } as const;
  return { ...manager, parameters: { period, ...manager.parameters } };
}

/** A manager with all its parameters; a share among them is one of the host's memory. */
export function resolveManager(written: Choice, catalogue: Catalogue, counting: PageCounting): ManagerChoice {
  const entry = managerEntry(catalogue, written);
  const { period, ...parameters }: ParameterValues = parameterValues(
    withPeriod(entry).parameters,
    written,
    ["manager"],
    counting,
  );
  return { kind: written.kind, periodNs: typeof period === "number" ? period : entry.defaultPeriodNs, parameters };
}
