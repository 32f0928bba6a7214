import { EngineError } from "./error.ts";

/** A started module: its functions, and its memory. */
export type Instance<Functions> = Functions & { readonly memory: WebAssembly.Memory };

/** What is generated from a module in addition to the types of its functions. */
interface Border<Functions> {
  /** Identifies the border: other builds have other digests. */
  readonly digest: string;
  /** The functions whose result is unsigned; JavaScript gets it signed. */
  readonly unsigned: readonly (keyof Functions & string)[];
}

/** Starts an instance of a module of the engine; an `EngineError` when that is not the module which this library was built with. */
export async function startModule<Functions extends object>(
  module: WebAssembly.Module,
  { digest, unsigned }: Border<Functions>,
): Promise<Instance<Functions>> {
  const [section] = WebAssembly.Module.customSections(module, "ballonet");
  if (new TextDecoder().decode(section) !== digest)
    throw new EngineError(
      "the engine and the library are of different builds: take both from the same package, or build both again",
    );
  const { exports } = await WebAssembly.instantiate(module, {
    env: {
      abort(message: number, file: number, line: number, column: number): never {
        throw new Error(`abort: ${text(exports, message)} at ${text(exports, file)}:${line}:${column}`);
      },
    },
  });
  const made: Record<string, unknown> = {};
  for (const name of unsigned) {
    const signed: unknown = exports[name];
    if (typeof signed === "function")
      made[name] = (...values: readonly unknown[]) => Reflect.apply(signed, undefined, values) >>> 0;
  }
  // The digest has shown that these are the exports.
  return { ...exports, ...made } as Instance<Functions>;
}

/** A string of AssemblyScript in UTF-16, after its length in bytes; none at address 0. Only debug builds have any, for their assertions. */
function text({ memory }: WebAssembly.Exports, address: number): string {
  if (address === 0 || !(memory instanceof WebAssembly.Memory)) return "";
  const { buffer } = memory;
  const bytes = new DataView(buffer).getUint32(address - 4, true);
  return new TextDecoder("utf-16le").decode(new Uint8Array(buffer, address, bytes));
}
