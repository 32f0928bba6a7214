import type { CatalogueEntry } from "../parameter/parameter.ts";
import { described } from "./policies.generated.ts";

/** What a replacement policy may see: the order of faults only, an accessed bit, every access, or the future. */
export type Visibility = "fault" | "accessed-bit" | "every-access" | "future";

/** A replacement policy the engine has. */
export interface PolicyEntry extends CatalogueEntry {
  /** The engine's number for it. */
  readonly number: number;
  readonly visibility: Visibility;
  /** Whether a guest, and the host, can use it. */
  readonly guest: boolean;
  readonly host: boolean;
}

/** Names of policies in other literature and tools. */
const OTHER_NAMES: { readonly [Name in (typeof described)[number]["name"]]?: readonly string[] } = {
  clock: ["second-chance", "secondchance"],
  random: ["rand"],
  "2q": ["two-queue"],
  "clock-pro": ["clockpro"],
  "lru-k": ["lru-2", "lruk"],
  mglru: ["mg-lru"],
  "s3-fifo": ["s3fifo"],
  "w-tinylfu": ["tinylfu"],
  opt: ["optimal", "min", "belady"],
};

/** Every replacement policy the engine has, in the order of their numbers. */
export const policies: readonly PolicyEntry[] = described.map((entry): PolicyEntry => {
  const otherNames = OTHER_NAMES[entry.name];
  return otherNames === undefined ? entry : { ...entry, otherNames };
});
