import type { Path } from "../problem.ts";

/** Whether a value is a group of keys. */
export function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as a person writes it in one line. */
export function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(", ")}]`;
  if (!isSection(value)) return String(value);
  const pairs = Object.entries(value).map(([key, inner]) => `${key}: ${inOneLine(inner)}`);
  return `{ ${pairs.join(", ")} }`;
}

/** What stands at a path in plain data; `undefined`: nothing. */
export function valueAt(value: unknown, path: Path): unknown {
  let node = value;
  for (const step of path) {
    if (Array.isArray(node) && typeof step === "number") node = node[step];
    else if (isSection(node) && Object.hasOwn(node, step)) node = node[step];
    else return undefined;
  }
  return node;
}
