import { parse, YAMLError } from "yaml";
import { nearest } from "../../parameter/nearest.ts";
import { quote } from "../../parameter/reading.ts";
import { isSection } from "../key/written.ts";
import { type Path, writePath } from "../problem.ts";

/**
 * A value written over what a scenario's text says: `host.memory` = `24GiB`, `vms.web.count` = `4`. Items of a list are named or
 * counted from 0; a path that an error prints (`vms[0].workload.phases[1].for`) is one as well.
 */
export interface Override {
  readonly path: string;
  readonly value: string;
  /** How it was written, for messages: `--set PATH=VALUE` unless said otherwise. */
  readonly written?: string;
}

const PLAIN = String.raw`[^.[\]]+`;
/** As a path is written in errors: `[0]`, `["two words"]`; a name may do without its quotes. */
const QUOTED = String.raw`"(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"`;
const IN_BRACKETS = String.raw`[^"\[\]]+`;
const PATH = new RegExp(
  String.raw`^(?:${PLAIN}|\[(?:${QUOTED}|${IN_BRACKETS})\])(?:\.${PLAIN}|\.?\[(?:${QUOTED}|${IN_BRACKETS})\])*$`,
  "su",
);
const BRACKETED = new RegExp(String.raw`\.?\[(?:(${QUOTED})|(${IN_BRACKETS}))\]`, "gsu");
const FIRST = new RegExp(String.raw`^(?:(${PLAIN})|\[(?:(${QUOTED})|(${IN_BRACKETS}))\])\.?`, "su");

/** The key that a value stands for when it is written without a group of keys. */
const SHORT_FOR = new Map([
  ["policy", "kind"],
  ["manager", "kind"],
  ["driver", "kind"],
  ["sharing", "kind"],
  ["tuning", "kind"],
  ["compression", "kind"],
  ["swap", "size"],
]);

/** Writes an override into plain data, and says where it went; only what cannot be a place at all is a problem here. */
export function applyOverride(
  value: unknown,
  override: Override,
): { readonly value: unknown; readonly path: Path } | { readonly problem: string } {
  let written: unknown;
  try {
    written = parse(override.value);
  } catch (error) {
    if (error instanceof YAMLError)
      return { problem: `${quote(override.value)} is not a value: quote what has special characters` };
    throw error;
  }
  const path: (string | number)[] = [];
  const change = (node: unknown, rest: string): unknown | Failure => {
    if (rest === "") return written;
    if (Array.isArray(node)) {
      const item = itemOf(node, rest);
      if (item instanceof Failure) return item;
      path.push(item.index);
      const inner = change(node[item.index], item.rest);
      return inner instanceof Failure ? inner : node.with(item.index, inner);
    }
    const { step: key, rest: others } = firstStep(rest);
    if (key === "" || ["__proto__", "prototype", "constructor"].includes(key))
      return new Failure(`${quote(key)} is not a key`);
    const group = isSection(node) ? node : inFull(node, path);
    if (group === null) return new Failure(`there is nothing below ${writePath(path)}: it is ${quote(node)}`);
    path.push(key);
    const inner = change(group[key], others);
    return inner instanceof Failure ? inner : { ...group, [key]: inner };
  };
  const isPath = PATH.test(override.path);
  const changed = isPath
    ? change(value, override.path)
    : new Failure(`${quote(override.path)} is not a path: write keys with dots between them, such as host.memory`);
  return changed instanceof Failure ? { problem: changed.message } : { value: changed, path };
}

/** A path written with dots alone, by which paths to one place are the same: `vms.0.count` for `vms[0].count`. */
export function withDots(path: string): string {
  return path.replace(BRACKETED, (_, quoted: string | undefined, bracketed: string | undefined) => {
    return `.${quoted === undefined ? bracketed : JSON.parse(quoted)}`;
  });
}

class Failure {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** The first step of a path, `a` of `a.b`, `a[0]`, `["a"].b` and `[a].b`, and what comes after it. */
function firstStep(path: string): { readonly step: string; readonly rest: string } {
  const [whole = path, plain, quoted, bracketed] = FIRST.exec(path) ?? [];
  const rest = path.slice(whole.length);
  return { step: plain ?? (quoted === undefined ? (bracketed ?? "") : String(JSON.parse(quoted))), rest };
}

/** Finds an item by its place or its name, which may have dots in it. */
function itemOf(items: readonly unknown[], path: string): { readonly index: number; readonly rest: string } | Failure {
  const { step: first, rest } = firstStep(path);
  const place = /^\d{1,9}$/u.test(first) ? Number(first) : -1;
  if (place >= 0 && place < items.length) return { index: place, rest };
  const names = items.map(nameOf);
  for (const [index, name] of names.entries()) {
    if (name === null) continue;
    if (name === first && path.startsWith("[")) return { index, rest };
    if (path === name || path.startsWith(`${name}.`)) return { index, rest: path.slice(name.length + 1) };
  }
  const known = names.filter((name) => name !== null);
  const near = place < 0 ? nearest(first, known) : null;
  const places = items.length === 0 ? "the list is empty" : `write a place from 0 to ${items.length - 1}`;
  const instead = near === null ? [places, ...known].join(" or ") : `did you mean ${near}?`;
  return new Failure(`there is no ${place < 0 ? quote(first) : first} in the list: ${instead}`);
}

function nameOf(item: unknown): string | null {
  return isSection(item) && typeof item.name === "string" ? item.name : null;
}

function inFull(node: unknown, path: Path): Readonly<Record<string, unknown>> | null {
  if (node === undefined || node === null || typeof node === "boolean") return {};
  const last = path.at(-1);
  const key =
    path.length === 2 && path[0] === "devices"
      ? "preset"
      : last === "swap" && node === "zram"
        ? "kind"
        : typeof last === "string"
          ? SHORT_FOR.get(last)
          : undefined;
  return key === undefined ? null : { [key]: node };
}
