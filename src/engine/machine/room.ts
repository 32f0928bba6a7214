import { writeSize } from "../../parameter/size.ts";
import { EngineError } from "../error.ts";
import { assemble, NoRoom, type Parts } from "./assemble.ts";
import { coarser } from "./coarser.ts";
import type { MachineLayout } from "./layout.ts";
import { type MachineEngine, startMachine } from "./module.ts";

const LARGEST_PAGE = 2 ** 21;

/** Builds the machine of the layout in an empty engine; if it does not fit, an `EngineError` says what would. */
export async function assembleIn(
  engine: MachineEngine,
  module: WebAssembly.Module,
  layout: MachineLayout,
  scale: number,
): Promise<Parts> {
  try {
    return assemble(engine, layout);
  } catch (error) {
    if (error instanceof NoRoom) throw new EngineError(`${error.message}: ${await instead(module, layout, scale)}.`);
    throw error;
  }
}

/** What the user can write instead of a machine that does not fit. */
async function instead(module: WebAssembly.Module, layout: MachineLayout, scale: number): Promise<string> {
  for (let times = 2; layout.pageBytes * times <= LARGEST_PAGE; times *= 2) {
    try {
      assemble(await startMachine(module), coarser(layout, times));
      return `write scale: 1/${scale * times} to simulate a sample of the pages, or pageSize: ${writeSize(layout.pageBytes * times)}, the smallest pages with which it fits, or fewer or smaller VMs`;
    } catch (error) {
      if (!(error instanceof NoRoom)) throw error;
    }
  }
  return `write fewer or smaller VMs, it would not fit with pages of ${writeSize(LARGEST_PAGE)} either`;
}
