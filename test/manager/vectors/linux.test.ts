import { vmpressure } from "../../../src/manager/kvm-auto/vmpressure.ts";
import { memAvailablePages } from "../../../src/simulation/steering/mem-available.ts";
import { PSI_PERIOD_NS, PsiAverages } from "../../../src/simulation/vm/psi.ts";
import { golden, type Vector } from "./golden.ts";

type LinuxVector = Vector & { readonly out: unknown } & (
    | { readonly kind: "vmpressure"; readonly in: { readonly scanned: number; readonly reclaimed: number } }
    | { readonly kind: "available"; readonly in: Readonly<Record<"free" | "file" | "low" | "reserve", number>> }
    | { readonly kind: "psi"; readonly in: readonly number[] }
  );

golden<LinuxVector>("Linux's figures of memory", "linux.json", answer, ["vmpressure", "available", "psi"]);

function answer(vector: LinuxVector): unknown {
  switch (vector.kind) {
    case "vmpressure":
      return vmpressure(vector.in.scanned, vector.in.reclaimed, { medium: 0.6, critical: 0.95, windowPages: 512 });
    case "available": {
      const { free, file, low, reserve } = vector.in;
      return memAvailablePages({ freePages: free, filePages: file, lowPages: low, reservePages: reserve });
    }
    case "psi":
      return averages(vector.in);
  }
}

/** Percents after each period, to the two decimals that are printed. */
function averages(stalledNs: readonly number[]): number[][] {
  const psi = new PsiAverages(0);
  let totalNs = 0;
  return stalledNs.map((stalled, period) => {
    totalNs += stalled;
    psi.advance((period + 1) * PSI_PERIOD_NS, totalNs);
    return psi.shares.map((share) => Math.round(share * 1e4) / 100);
  });
}
