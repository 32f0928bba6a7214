import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
} from "yaml";
import type { Path, Problem } from "../problem.ts";
import { measure, TOO_DEEP } from "./measure.ts";

/** A place in a text, from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A text taken apart: plain data, and where each piece of it stands. */
export interface ScenarioDocument {
  readonly value: unknown;
  /** The piece at the path, or the innermost one around it; a key rather than its value when `key` is set. */
  locate(path: Path, key?: boolean): Position;
}

/** A problem with the text itself. */
export interface TextProblem extends Problem, Position {}

const MOST_CHARACTERS = 2 ** 20;
const MOST_SYNTAX_PROBLEMS = 10;

/** Takes YAML (and so JSON) apart; all that is wrong with its syntax is reported at once. */
export function readDocument(text: string): ScenarioDocument | { readonly problems: readonly TextProblem[] } {
  const wrong = (message: string, position: Position = { line: 1, column: 1 }) => ({
    problems: [{ path: [], message, ...position }],
  });
  if (text.length > MOST_CHARACTERS) return wrong("the file is longer than a scenario can be: at most 1MiB");
  if (/[\0\uFFFD]/u.test(text)) return wrong("this is not a text file: a scenario is written in YAML");
  const lines = new LineCounter();
  let documents: readonly Document.Parsed[];
  try {
    documents = [...parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, merge: true })];
  } catch (error) {
    if (error instanceof RangeError) return wrong(TOO_DEEP);
    throw error;
  }
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const [document, second] = documents;
  if (second !== undefined)
    return wrong("this is a second document: a scenario is a file of one", position(second.range[0]));
  if (document === undefined || (document.contents === null && document.errors.length === 0))
    return wrong("the file is empty: write at least version, duration, host and vms");
  if (document.errors.some(({ message }) => message.includes("call stack"))) return wrong(TOO_DEEP);
  const problems = syntaxProblems(document, position);
  if (problems.length > 0) return { problems };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 10_000 });
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof RangeError)
      return wrong("the aliases (*name) unfold to more than a scenario can be");
    throw error;
  }
  const oversized = measure(value);
  if (oversized !== null) return wrong(oversized);
  return { value, locate: (path, key = false) => position(offsetOf(document, path, key)) };
}

function syntaxProblems(document: Document.Parsed, position: (offset: number) => Position): readonly TextProblem[] {
  const problems = document.errors.slice(0, MOST_SYNTAX_PROBLEMS).map(({ code, message, pos }): TextProblem => {
    const text = `${message.slice(0, 1).toLowerCase()}${message.slice(1).replaceAll("\n", " ")}`;
    const sentence =
      code === "DUPLICATE_KEY" ? "this key stands there twice: keep one of them" : `this is not valid YAML: ${text}`;
    return { path: [], message: sentence, ...position(pos[0]) };
  });
  const anchors = new Set<string>();
  visit(document, {
    Value(_, { anchor }) {
      if (anchor !== undefined) anchors.add(anchor);
    },
    Alias(_, alias) {
      if (anchors.has(alias.source) || problems.length >= MOST_SYNTAX_PROBLEMS) return;
      const message = `*${alias.source} stands for nothing: write &${alias.source} before the value it stands for, further up`;
      problems.push({ path: [], message, ...position(alias.range?.[0] ?? 0) });
    },
  });
  return problems;
}

function offsetOf(document: Document.Parsed, path: Path, wantsKey: boolean): number {
  let node = resolved(document, document.contents);
  let offset = start(node);
  for (const [index, step] of path.entries()) {
    const found = find(document, node, step);
    if (found === null) return offset ?? 0;
    node = resolved(document, found.value);
    const last = index === path.length - 1;
    offset = (last && wantsKey ? null : start(isNode(found.value) ? found.value : null)) ?? start(found.key) ?? offset;
  }
  return offset ?? 0;
}

function find(
  document: Document.Parsed,
  node: Node | null,
  step: string | number,
): { key: Node | null; value: unknown } | null {
  if (isSeq(node)) {
    const value = typeof step === "number" ? node.items[step] : undefined;
    return value === undefined ? null : { key: null, value };
  }
  if (!isMap(node)) return null;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  if (pair !== undefined) return { key: isNode(pair.key) ? pair.key : null, value: pair.value };
  const merged = node.items.find(({ key }) => isScalar(key) && key.source === "<<")?.value;
  for (const source of isSeq(merged) ? merged.items : [merged]) {
    const found = find(document, resolved(document, source), step);
    if (found !== null) return found;
  }
  return null;
}

function resolved(document: Document.Parsed, value: unknown): Node | null {
  if (isAlias(value)) return value.resolve(document) ?? null;
  return isNode(value) ? value : null;
}

function start(node: Node | null): number | null {
  return node?.range?.[0] ?? null;
}
