import { EngineError } from "./error.ts";

/** The machine's module, compiled; in a browser it is fetched from where the package's files are served. */
export async function machineModule(): Promise<WebAssembly.Module> {
  return compiled("engine.wasm", () => new URL("../../build/release.wasm", import.meta.url));
}

/** The laboratory's module, compiled. */
export async function labModule(): Promise<WebAssembly.Module> {
  return compiled("laboratory.wasm", () => new URL("../../build/laboratory-release.wasm", import.meta.url));
}

/** If the module has no address, or the file is not served there, the user must provide the engine. */
async function compiled(name: string, place: () => URL): Promise<WebAssembly.Module> {
  const bytes = await Promise.resolve()
    .then(async () => {
      const response = await fetch(place());
      if (!response.ok) throw new Error(`the answer is ${response.status}`);
      return response.arrayBuffer();
    })
    .catch((error: unknown) => {
      throw new EngineError(
        `the engine cannot be fetched: import ballonet/inline instead of ballonet, or give loadEngine what ballonet/${name} holds (${error instanceof Error ? error.message : error})`,
      );
    });
  return WebAssembly.compile(bytes);
}
