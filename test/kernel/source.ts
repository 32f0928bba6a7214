import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readTraceFile } from "../../src/trace/file.node.ts";
import { generate } from "./generated.ts";

const examples = fileURLToPath(new URL("../../examples/recorded", import.meta.url));
const traces = process.env.BALLONET_TRACES ?? fileURLToPath(new URL("../../../shared/traces", import.meta.url));

const WRITES = 0x8000_0000;

/** A trace as the kernel was given it: bit 31 of a reference for a write, pages numbered from 0. */
export interface Given {
  readonly references: Uint32Array;
  /** References made before counting began. */
  readonly prefix: number;
}

/** The file that a source names, if it names one. */
function fileOf(source: string): string | null {
  const [, folder, name] = /^(examples\/recorded|shared\/traces)\/([^ ,]+)/u.exec(source) ?? [];
  return name === undefined ? null : `${folder === "shared/traces" ? traces : examples}/${name}`;
}

/** Why the trace of a row's `source` cannot be had here; `null`: it can. */
export function missing(source: string): string | null {
  const file = fileOf(source);
  return file === null || existsSync(file) ? null : `there is no ${file}`;
}

/** The trace of a row's `source`: `gen.mjs NAME {…}`, or a file and how much of it. */
export async function open(source: string): Promise<Given> {
  const [, parameters] = /^gen\.mjs (?:\+ )?\S+ (\{.*\})$/u.exec(source) ?? [];
  if (parameters !== undefined) {
    const pattern = JSON.parse(parameters);
    return { references: generate(pattern), prefix: pattern.P };
  }
  const file = fileOf(source);
  if (file === null) throw new Error(`"${source}" names neither a generated trace nor a file.`);
  const { references } = await readTraceFile(file, { format: /oscourse/u.test(file) ? "oscourse" : undefined });
  const [, first] = /first (\d+) references/u.exec(source) ?? [];
  return {
    references: dense(references.subarray(0, first === undefined ? references.length : Number(first))),
    prefix: 0,
  };
}

/** Numbers pages by their first references, which write: real memory must be written before it takes a frame. */
function dense(references: Uint32Array): Uint32Array {
  const numbers = new Map<number, number>();
  return references.map((reference) => {
    const page = (reference & ~WRITES) >>> 0;
    const number = numbers.get(page);
    if (number !== undefined) return (number | (reference & WRITES)) >>> 0;
    numbers.set(page, numbers.size);
    return (numbers.size - 1 + WRITES) >>> 0;
  });
}
