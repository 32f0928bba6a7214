import { catalogue } from "../../../src/catalogue.ts";
import { simulate } from "../../../src/index.node.ts";
import { buildScenario } from "../../../src/scenario/build.ts";
import type { VmResult } from "../../../src/simulation/result.ts";

export const PAGES_PER_MIB = 256;
export const KIB_PER_PAGE = 4;

/** The policy that stands for the lists that Debian's kernels use. */
const POLICIES = { "6.1": "linux:kernel=6.1", "6.12": "mglru:kernel=6.12" } as const;

/** A guest of the real kernel's, alone on an ample host, and what its balloon is asked to leave it. */
interface MeasuredGuest {
  readonly kernel: keyof typeof POLICIES;
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

/** Short beside an inflation, which takes some tenths of a second. */
const SAMPLE_MS = 20;

/** What such a guest has done twenty seconds after its balloon was asked, and how long the balloon took to its last size. */
export async function play(guest: MeasuredGuest): Promise<VmResult & { readonly inflationNs: number }> {
  const kernel = `${Math.round(guest.keptKib / KIB_PER_PAGE)} pages`;
  const scenario = buildScenario(
    {
      version: 1,
      duration: `${ASKED_AT_S + 20}s`,
      sample: `${SAMPLE_MS}ms`,
      host: { memory: "4GiB" },
      manager: { kind: "static", share: guest.leftMib / guest.memoryMib, period: `${ASKED_AT_S}s` },
      vms: [
        {
          name: "guest",
          memory: `${guest.memoryMib}MiB`,
          kernel,
          policy: POLICIES[guest.kernel],
          swap: guest.swap,
          balloon: { minimum: kernel },
          deflateOnOom: guest.deflateOnOom,
          workload: guest.workload,
        },
      ],
    },
    catalogue,
  );
  const { vms, series } = await simulate(scenario);
  const [[vm], [columns]] = [vms, series.vms];
  if (vm === undefined || columns === undefined) throw new Error("The guest did not run.");
  const reachedNs = series.timeNs[columns.balloonPages.indexOf(vm.balloonPages)] ?? 0;
  return { ...vm, inflationNs: Math.max(0, reachedNs - ASKED_AT_S * 1e9) };
}
