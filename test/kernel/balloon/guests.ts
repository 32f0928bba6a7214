import { catalogue } from "../../../src/catalogue.ts";
import { simulate } from "../../../src/index.node.ts";
import { buildScenario } from "../../../src/scenario/build.ts";
import type { VmResult } from "../../../src/simulation/result.ts";

export const PAGES_PER_MIB = 256;
export const KIB_PER_PAGE = 4;

/** A guest of the real kernel's, alone on an ample host, and what its balloon is asked to leave it. */
export interface MeasuredGuest {
  readonly kernel: string;
  readonly memoryMib: number;
  /** What its kernel keeps: what is neither free nor said to be used. */
  readonly keptKib: number;
  readonly leftMib: number;
  readonly deflateOnOom: boolean;
  readonly swap: string;
  readonly workload: object;
}

/** When the balloon is asked: by then the workload has what it is to have. */
export const ASKED_AT_S = 10;

/** The policy that stands for the lists of Debian's kernel, with the kernel's parameter where it has one. */
function policyOf(kernel: string): string {
  const [name, line] = kernel.startsWith("6.1.") ? ["linux", "6.1"] : ["mglru", "6.12"];
  const entry = catalogue.policies.find((policy) => policy.name === name);
  return entry !== undefined && "kernel" in entry.parameters ? `${name}:kernel=${line}` : name;
}

/** How such a guest ends, twenty seconds after its balloon was asked. */
export async function play(guest: MeasuredGuest): Promise<VmResult> {
  const kernel = `${Math.round(guest.keptKib / KIB_PER_PAGE)} pages`;
  const scenario = buildScenario(
    {
      version: 1,
      duration: `${ASKED_AT_S + 20}s`,
      sample: "1s",
      host: { memory: "4GiB" },
      manager: { kind: "static", share: guest.leftMib / guest.memoryMib, period: `${ASKED_AT_S}s` },
      vms: [
        {
          name: "guest",
          memory: `${guest.memoryMib}MiB`,
          kernel,
          policy: policyOf(guest.kernel),
          swap: guest.swap,
          balloon: { minimum: kernel },
          deflateOnOom: guest.deflateOnOom,
          workload: guest.workload,
        },
      ],
    },
    catalogue,
  );
  const { vms } = await simulate(scenario);
  const [vm] = vms;
  if (vm === undefined) throw new Error("The guest did not run.");
  return vm;
}
