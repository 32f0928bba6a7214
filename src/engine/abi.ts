import { instantiate, instantiateSync } from "@assemblyscript/loader";
import { EngineError } from "./error.ts";

/** An address in the engine's memory that stands for one of its records. */
export type Handle = number;

/** What every module of the engine exports. */
export type Shared = {
  readonly memory: WebAssembly.Memory;
  neededBytes(): number;
  fits(): number;
  createParameters(count: number): Handle;
};

/** Starts an instance of a module of the engine, whose exported constants are given by name; they come as numbers, since asking a global for its value is slow. */
export async function startModule<Exports extends Record<string, unknown>>(
  module: WebAssembly.Module,
  constants: readonly (keyof Exports)[],
): Promise<Exports> {
  // Only a page must wait for a module of this size. Elsewhere waiting costs more: the loader then asks what a Response is, and Node loads its HTTP client to tell.
  const isPage = "document" in globalThis;
  const { exports } = isPage ? await instantiate<Exports>(module) : instantiateSync<Exports>(module);
  const numbers: Record<string, number> = {};
  for (const name of constants) {
    const constant: unknown = exports[name];
    if (!(constant instanceof WebAssembly.Global))
      throw new EngineError(`The engine has no ${String(name)}: build it again.`);
    numbers[String(name)] = constant.value;
  }
  return { ...exports, ...numbers };
}
