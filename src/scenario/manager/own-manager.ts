import * as v from "valibot";
import type { CatalogueEntry, ParameterValues } from "../../parameter/parameter.ts";
import type { ManagerEntry } from "../catalogue.ts";
import { type Choice, parameterEntries, readChoice } from "../key/choice.ts";
import { described } from "../key/described.ts";
import { type Leaf, leaf } from "../key/leaf.ts";
import { parameterKey } from "../key/parameter.ts";
import { section } from "../key/section.ts";

/** The entry of a manager that the user wrote, in a module. */
export const OWN_MANAGER: ManagerEntry = {
  name: "module",
  about: "Your own manager, in a module.",
  source: "the user",
  parameters: {
    module: {
      unit: "text",
      default: { required: true },
      about: "A JavaScript module, relative to the scenario's folder, whose default export is the manager.",
    },
  },
  defaultPeriodNs: 10e9,
};

/** A module's file; in one line, parameters follow after colons. */
const MODULE = /^(.*\.[cm]?[jt]s)((?::.*)?)$/su;

/** Whether what names a manager names a module: a file of JavaScript or TypeScript. */
export function isModule(written: unknown): boolean {
  return typeof written === "string" && MODULE.test(written);
}

/** The module of a scenario's manager, as the scenario names it; `null`: the manager is a registered one. */
export function moduleOf({
  kind,
  parameters,
}: {
  readonly kind: string;
  readonly parameters: ParameterValues;
}): string | null {
  return kind === OWN_MANAGER.name && typeof parameters.module === "string" ? parameters.module : null;
}

/** The ways in which your own manager is written. */
export interface OwnManagerSchemas {
  /** `{ module: ./mine.mjs, period: 1s }` */
  readonly byModule: v.GenericSchema<unknown, Choice>;
  /** `{ kind: ./mine.mjs, period: 1s }` */
  readonly byKind: v.GenericSchema<unknown, Choice>;
  /** `./mine.mjs:period=1s` */
  readonly inOneLine: Leaf<Choice>;
}

/** How your own manager is written; `entry` is that of `OWN_MANAGER` with the keys that all managers have. */
export function ownManagerSchemas(entry: CatalogueEntry): OwnManagerSchemas {
  const { module, ...times } = entry.parameters;
  if (module === undefined) throw new Error("the entry of your own manager has a module");
  const timing = parameterEntries(times);
  const chosen = (written: Choice["written"]): Choice => ({ kind: entry.name, written });
  const file = { type: "string", pattern: "\\.[cm]?[jt]s$", examples: ["./mine.mjs"] };
  return {
    byModule: v.pipe(
      section({ module: parameterKey(module), ...timing }),
      v.description(entry.about),
      v.transform((written) => chosen(written)),
    ),
    byKind: v.pipe(
      section({
        kind: described(
          leaf(file, (written) => ({ value: String(written) })),
          entry,
        ),
        ...timing,
      }),
      v.description(entry.about),
      v.transform(({ kind, ...written }) => chosen({ ...written, module: kind })),
    ),
    inOneLine: leaf(
      { ...file, description: entry.about, pattern: `\\.[cm]?[jt]s(:(${Object.keys(times).join("|")})=[^:=]+)*$` },
      (written) => {
        const [, path = "", rest = ""] = MODULE.exec(String(written)) ?? [];
        const reading = readChoice(`${entry.name}${rest}`, "manager", [{ ...entry, parameters: times }]);
        return "problem" in reading ? reading : { value: chosen({ ...reading.value.written, module: path }) };
      },
    ),
  };
}
