import type * as v from "valibot";
import type { CatalogueEntry, Parameters, ParameterValues } from "../../parameter/parameter.ts";
import type { Catalogue, ManagerEntry } from "../catalogue.ts";
import { type Choice, choice, choiceInOneLine, entryOf, standardOf } from "../key/choice.ts";
import { part } from "../key/key.ts";
import type { Leaf } from "../key/leaf.ts";
import type { PageCounting } from "../key/pages.ts";
import { parameterValues } from "../key/parameter-values.ts";
import { either } from "../key/section.ts";
import { isSection } from "../key/written.ts";
import { isModule, OWN_MANAGER, ownManagerSchemas } from "./own-manager.ts";

/** The keys that every manager has beside its parameters: when it decides. They are read like parameters. */
function timesOf({ defaultPeriodNs }: Pick<ManagerEntry, "defaultPeriodNs">) {
  return {
    period: { unit: "ns", default: defaultPeriodNs, least: 1e6, about: "How often it decides." },
    start: { unit: "ns", default: 0, about: "When it starts: before, nobody manages memory." },
  } as const satisfies Parameters;
}

type Times = ReturnType<typeof timesOf>;

/** Those keys, with the unit in each name: `periodNs`. */
type TimesNs = { readonly [Name in keyof Times as `${Name}Ns`]: number };

/** A memory manager and its parameters. */
export interface ManagerChoice extends TimesNs {
  readonly kind: string;
  readonly parameters: ParameterValues;
}

/** The key of the memory manager; when it decides is read like its parameters. */
export function managerKey({ managers }: Catalogue): Leaf<Choice> {
  const timed = managers.map(withTimes);
  const inOneLine = choiceInOneLine("manager", timed);
  const inFull = choice("kind", timed);
  const own = ownManagerSchemas(withTimes(OWN_MANAGER));
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

/** A manager's entry with the keys that all managers have among the parameters. */
export function withTimes(manager: ManagerEntry): CatalogueEntry {
  return { ...manager, parameters: { ...timesOf(manager), ...manager.parameters } };
}

/** A manager with all its parameters; a share among them is one of the host's memory. */
export function resolveManager(written: Choice, catalogue: Catalogue, counting: PageCounting): ManagerChoice {
  const entry = managerEntry(catalogue, written);
  const valuesOf = (declared: Parameters) => parameterValues(declared, written, ["manager"], counting);
  return { kind: written.kind, ...inNs(valuesOf(timesOf(entry))), parameters: valuesOf(entry.parameters) };
}

/** When it first decides. */
export function firstDecisionNs(
  { decidesAtBoots }: Pick<ManagerEntry, "decidesAtBoots">,
  { startNs, periodNs }: TimesNs,
): number {
  return decidesAtBoots === true ? startNs : startNs + periodNs;
}

/** A manager that does nothing. */
export function noManager(periodNs = 10e9): ManagerChoice {
  const times = Object.entries(timesOf({ defaultPeriodNs: periodNs }));
  const standard = Object.fromEntries(times.map(([name, time]) => [name, standardOf(time)]));
  return { kind: "none", ...inNs(standard), parameters: {} };
}

/** The keys that all managers have, named with their unit. */
function inNs(times: ParameterValues): TimesNs;
function inNs(times: ParameterValues): unknown {
  return Object.fromEntries(Object.entries(times).map(([name, ns]) => [`${name}Ns`, ns]));
}
