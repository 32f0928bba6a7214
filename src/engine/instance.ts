import { instantiate, instantiateSync } from "@assemblyscript/loader";
import { EngineError } from "./error.ts";

/** A started module: its functions, and its memory. */
export type Instance<Functions> = Functions & { readonly memory: WebAssembly.Memory };

/** What is generated from a module beside the types of its functions. */
interface Border<Functions> {
  /** Tells the border from that of every other module. */
  readonly digest: string;
  /** The functions whose result is unsigned, while JavaScript takes it for signed. */
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
  // Only a page must wait for a module of this size. Elsewhere waiting costs more: the loader then asks what a Response is, and Node loads its HTTP client to tell.
  const isPage = "document" in globalThis;
  type Exports = Instance<Functions> & Record<string, unknown>;
  const { exports } = isPage ? await instantiate<Exports>(module) : instantiateSync<Exports>(module);
  const made: Record<string, unknown> = {};
  for (const name of unsigned) {
    const signed: unknown = exports[name];
    if (typeof signed === "function")
      made[name] = (...values: readonly unknown[]) => Reflect.apply(signed, undefined, values) >>> 0;
  }
  return { ...exports, ...made };
}
