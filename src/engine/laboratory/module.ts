import { type Instance, startModule } from "../instance.ts";
import { digest, type Functions, unsigned } from "./laboratory.generated.ts";

/** An instance of the laboratory's module. */
export type LabEngine = Instance<Functions>;

/** Starts an instance of the laboratory's module: an empty memory for one replay or one curve. */
export function startLab(module: WebAssembly.Module): Promise<LabEngine> {
  return startModule<Functions>(module, { digest, unsigned });
}
