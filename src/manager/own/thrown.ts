import { valueInWords } from "./value.ts";

/** A place in source code. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Maximum length of the chain of causes in a message. */
const MOST_CAUSES = 3;
const MOST_CHARACTERS = 500;

/** A thrown value in words: `TypeError: x is null (/home/me/mine.mjs:3:14), caused by …`. */
export function thrownInWords(thrown: unknown, causes = 0): string {
  if (!(thrown instanceof Error)) return valueInWords(thrown);
  const place = placeThrown(thrown);
  const words = [messageInWords(thrown), ...(place === null ? [] : [`(${placeInWords(place)})`])].join(" ");
  if (thrown.cause === undefined || causes >= MOST_CAUSES) return words;
  return `${words}, caused by ${thrownInWords(thrown.cause, causes + 1)}`;
}

/** Where in the user's source a value was thrown: the innermost place outside Node; `null`: unknown. */
export function placeThrown(thrown: unknown): SourcePlace | null {
  const stack = thrown instanceof Error && typeof thrown.stack === "string" ? thrown.stack : "";
  const [first = "", ...others] = stack.split("\n");
  // Some errors during loading have their place only in the line above the message: `file:///home/me/mine.mjs:4`.
  const head = /^(file:\/\/.+|\/.+):(\d+)$/u.exec(first);
  if (head !== null) return { file: pathOf(head[1] ?? ""), line: Number(head[2]), column: 1 };
  for (const line of others) {
    const place = frame(line);
    if (place !== null) return place;
  }
  return null;
}

/** `/home/me/mine.mjs:3:14`, as editors and terminals open it. */
export function placeInWords({ file, line, column }: SourcePlace): string {
  return `${file}:${line}:${column}`;
}

function messageInWords({ name, message }: Error): string {
  const flat = message.trim().replace(/\s+/gu, " ");
  const short = flat.length > MOST_CHARACTERS ? `${flat.slice(0, MOST_CHARACTERS)}…` : flat;
  if (short === "") return name;
  return name === "Error" ? short : `${name}: ${short}`;
}

/** A line of a stack as V8 writes it (`at decide (file:///home/me/mine.mjs:3:14)`), or as Firefox and Safari do (`decide@https://…:3:14`). */
function frame(line: string): SourcePlace | null {
  const [, where = "", row, column] =
    /^\s+at .*?\((.+):(\d+):(\d+)\)$/u.exec(line) ??
    /^\s+at (?:async )?(\S.*):(\d+):(\d+)$/u.exec(line) ??
    /^[^@\n]*@(.+):(\d+):(\d+)$/u.exec(line) ??
    [];
  if (where === "" || /^(node:|native|<anonymous>)/u.test(where)) return null;
  return { file: pathOf(where), line: Number(row), column: Number(column) };
}

function pathOf(where: string): string {
  if (!where.startsWith("file://")) return where;
  const path = decodeURIComponent(new URL(where).pathname);
  // A drive's letter, as in file:///C:/mine.mjs.
  return /^\/[A-Za-z]:/u.test(path) ? path.slice(1) : path;
}
