import { type HostFile, wrongFile } from "./error.ts";

/** Whether a file is JSON, to judge by its first character. */
export function isJson({ text }: HostFile): boolean {
  return /^\s*[[{]/.test(text);
}

/** A file as plain data. Throws an ImportError of one sentence. */
export function jsonOf(file: HostFile): unknown {
  try {
    return JSON.parse(file.text);
  } catch (error) {
    const what = error instanceof Error ? error.message.split("\n")[0]?.slice(0, 100) : "";
    throw wrongFile(file, null, `this is not whole JSON: ${what}`);
  }
}

/** A group of keys. */
export type Group = { readonly [key: string]: unknown };

/** Whether plain data is a group of keys. */
export function isGroup(value: unknown): value is Group {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A number of a group, at least 0; `null` where it is missing. Throws an ImportError for anything else. */
export function numberOf(file: HostFile, group: Group, key: string): number | null {
  const value = group[key];
  if (value === undefined || value === null) return null;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number) && number >= 0) return number;
  throw wrongFile(file, null, `${key} is ${JSON.stringify(value).slice(0, 40)}: it must be a number of at least 0`);
}
