import { labModule, machineModule } from "#engine";
import { EngineError } from "./error.ts";

/** Where a module of the engine comes from: compiled already, as bytes, or at an address. */
export type EngineSource = WebAssembly.Module | ArrayBuffer | ArrayBufferView<ArrayBuffer> | URL | string;

type Part = "machine" | "laboratory";

const shipped: { readonly [part in Part]: () => Promise<WebAssembly.Module> } = {
  machine: machineModule,
  laboratory: labModule,
};
/** Each is compiled once, when it is first needed. */
const compiled = new Map<Part, Promise<WebAssembly.Module>>();

/** The machine's module. */
export function machine(): Promise<WebAssembly.Module> {
  return moduleOf("machine");
}

/** The laboratory's module. */
export function laboratory(): Promise<WebAssembly.Module> {
  return moduleOf("laboratory");
}

/** Uses this module instead of the one in the package. Its exports say which of the two it is. */
export async function takeModule(source: EngineSource): Promise<void> {
  const module = isModule(source) ? source : await allowed(WebAssembly.compile(await bytesOf(source)));
  compiled.set(partOf(module), Promise.resolve(module));
}

function moduleOf(part: Part): Promise<WebAssembly.Module> {
  const known = compiled.get(part);
  if (known !== undefined) return known;
  const made = allowed(shipped[part]());
  compiled.set(part, made);
  // A module that could not be fetched may be available later.
  made.catch(() => {
    if (compiled.get(part) === made) compiled.delete(part);
  });
  return made;
}

/** Compares the name, because a module may come from another realm. */
function isModule(source: unknown): source is WebAssembly.Module {
  return Object.prototype.toString.call(source) === "[object WebAssembly.Module]";
}

function isView(source: unknown): source is ArrayBufferView<ArrayBuffer> {
  return ArrayBuffer.isView(source);
}

function isBuffer(source: unknown): source is ArrayBuffer {
  return Object.prototype.toString.call(source) === "[object ArrayBuffer]";
}

async function bytesOf(source: unknown): Promise<BufferSource> {
  if (isBuffer(source) || isView(source)) return source;
  if (typeof source === "string" || source instanceof URL) return fetched(source);
  throw new TypeError("loadEngine takes a WebAssembly.Module, the bytes of one, or the URL of its file");
}

async function fetched(address: string | URL): Promise<ArrayBuffer> {
  const response = await fetch(address).catch((error: unknown) => {
    throw new EngineError(`the engine cannot be fetched from ${address}: ${reasonOf(error)}`);
  });
  if (!response.ok)
    throw new EngineError(`the engine cannot be fetched from ${address}: the answer is ${response.status}`);
  return response.arrayBuffer();
}

/** The compiled module, or an error that explains what to do where compiling bytes is forbidden. */
async function allowed(module: Promise<WebAssembly.Module>): Promise<WebAssembly.Module> {
  try {
    return await module;
  } catch (error) {
    if (!(error instanceof WebAssembly.CompileError)) throw error;
    throw new EngineError(
      `the engine cannot be compiled: where compiling bytes is forbidden, give loadEngine a WebAssembly.Module (${error.message})`,
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function partOf(module: WebAssembly.Module): Part {
  const names = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
  if (names.has("createHost")) return "machine";
  if (names.has("createLab")) return "laboratory";
  throw new TypeError(
    "the module given to loadEngine is not of this package: give it ballonet/engine.wasm or ballonet/laboratory.wasm",
  );
}
