import { readFile } from "node:fs/promises";
import { EngineError } from "./error.ts";

/** The machine's module, compiled; in Node it comes from the package's own folder. */
export function machineModule(): Promise<WebAssembly.Module> {
  return compiled("engine.wasm", () => new URL("../../build/release.wasm", import.meta.url));
}

/** The laboratory's module, compiled. */
export function labModule(): Promise<WebAssembly.Module> {
  return compiled("laboratory.wasm", () => new URL("../../build/laboratory-release.wasm", import.meta.url));
}

/** In a bundle, this module's address is not that of its file, or it has none. */
async function compiled(name: string, place: () => URL): Promise<WebAssembly.Module> {
  const bytes = await Promise.resolve()
    .then(() => readFile(place()))
    .catch(() => {
      throw new EngineError(
        `the engine's file is not beside the library: in a bundle import ballonet/inline instead of ballonet, or give loadEngine the bytes of ballonet/${name}`,
      );
    });
  return WebAssembly.compile(bytes);
}
