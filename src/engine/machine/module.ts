import { type Instance, startModule } from "../instance.ts";
import { digest, type Functions, unsigned } from "./machine.generated.ts";

/** An instance of the machine's module. */
export type MachineEngine = Instance<Functions>;

/** Starts an instance of the machine's module: an empty memory to build one machine in. */
export function startMachine(module: WebAssembly.Module): Promise<MachineEngine> {
  return startModule<Functions>(module, { digest, unsigned });
}
