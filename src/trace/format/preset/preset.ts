import type { FormatSettings, Head, TraceFormat } from "../../contract.ts";
import { writeFormat } from "../written.ts";

/** A format that is another one with settings. */
export interface Preset {
  readonly name: string;
  readonly about: string;
  readonly source: string;
  /** The format it is read with. */
  readonly with: TraceFormat;
  /** What is set of it, or what the beginning of a trace sets. */
  readonly settings: { readonly [parameter: string]: string };
  readonly extensions?: readonly string[];
  readonly sharedExtensions?: readonly string[];
  /** The form of all lines of such a trace, which no other format has. */
  readonly shape?: RegExp;
  /** Other lines that may occur among them. */
  readonly beside?: RegExp;
  /** A line that must be there, and one that must not. */
  readonly needs?: RegExp;
  readonly lacks?: RegExp;
}

const SAME_ROLE = [
  ["place", "page", "address", "id"],
  ["size", "count"],
];

/** A preset as a format; given settings take precedence over its own. */
export function ofPreset(preset: Preset): TraceFormat {
  const { name, about, source, with: base, extensions = [], sharedExtensions = [] } = preset;
  const settingsOf = (settings: FormatSettings | undefined) => merge(preset.settings, settings ?? new Map());
  return {
    name,
    about,
    source,
    sameAs: writeFormat({ name: base.name, settings: settingsOf(undefined) }),
    parameters: {},
    settable: base.parameters,
    extensions,
    sharedExtensions,
    recognises: (head) => recognise(preset, head),
    check: (settings) => base.check(settingsOf(settings)),
    open: (trace, sink) => base.open({ ...trace, settings: settingsOf(trace.settings) }, sink),
  };
}

function merge(own: Preset["settings"], settings: FormatSettings): FormatSettings {
  const merged = new Map(Object.entries(own));
  for (const name of settings.keys()) {
    const rivals = SAME_ROLE.find((names) => names.includes(name)) ?? [];
    for (const rival of rivals) merged.delete(rival);
    if (rivals.includes("page") && name !== "place") merged.delete("unit");
  }
  if (settings.get("size") === "none") merged.delete("sizeUnit");
  for (const [name, value] of settings) merged.set(name, value);
  return merged;
}

function recognise({ name, shape, beside, needs, lacks }: Preset, { lines }: Head): string | null {
  if (shape === undefined) return null;
  const [first = ""] = lines;
  // The rows below show whether the first row is a header.
  const body = lines.filter((line, at) => !(beside?.test(line) ?? false) || (at === 0 && shape.test(first)));
  if (body.length === 0 || !body.every((line) => shape.test(line))) return null;
  if (needs !== undefined && !lines.some((line) => needs.test(line))) return null;
  if (lacks !== undefined && lines.some((line) => lacks.test(line))) return null;
  return `all of its first lines are of the form that only ${name} has`;
}
