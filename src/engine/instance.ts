import { instantiate, instantiateSync } from "@assemblyscript/loader";
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
  // Only a web page must instantiate a module of this size asynchronously. In Node that is slower: the loader checks for a Response, and Node then loads its HTTP client.
  const isPage = "document" in globalThis;
  const { instance } = isPage ? await instantiate(module) : instantiateSync(module);
  // The module's own functions: those of the loader pass every call on through one more, for arguments that may be left out.
  const { exports } = instance;
  const made: Record<string, unknown> = {};
  for (const name of unsigned) {
    const signed: unknown = exports[name];
    if (typeof signed === "function")
      made[name] = (...values: readonly unknown[]) => Reflect.apply(signed, undefined, values) >>> 0;
  }
  // The digest has shown that these are the exports.
  return { ...exports, ...made } as Instance<Functions>;
}
