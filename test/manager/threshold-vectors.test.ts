import { startManager } from "../../src/manager/registry.ts";
import { threshold } from "../../src/manager/threshold.ts";
import { defaultsOf } from "./defaults.ts";
import { answer, snapshot, vmView } from "./snapshot.ts";
import { golden, type Vector } from "./vectors/golden.ts";

type Told = readonly [
  actual: number,
  total: number | null,
  available: number | null,
  free: number | null,
  caches: number | null,
  measured: number,
];

interface VirtuiVector extends Vector {
  readonly kind: "series";
  readonly in: {
    readonly min_actual: number;
    readonly steps: readonly (readonly [now: number, running: boolean, max: number, told: Told | null])[];
  };
  readonly out: unknown;
}

golden<VirtuiVector>("virtui", "virtui.json", played, ["series"]);

function played({ in: { min_actual: minimumBytes, steps } }: VirtuiVector): unknown {
  const manager = startManager({ kind: "threshold", parameters: defaultsOf(threshold) });
  return steps.map(([now, running, memoryBytes, told]) => {
    const [actualBytes = 0, totalBytes = null, availableBytes = null, freeBytes = null, cachesBytes = null] =
      told ?? [];
    const ageNs = (now - (told?.[5] ?? now)) * 1e9;
    const statistics = { ...answer(0), totalBytes, availableBytes, freeBytes, cachesBytes, ageNs };
    const vm = vmView(0, {
      running,
      memoryBytes,
      minimumBytes,
      actualBytes,
      targetBytes: actualBytes,
      statistics: told === null ? null : statistics,
    });
    return manager.decide({ ...snapshot([vm]), nowNs: now * 1e9 }).targets[0]?.bytes ?? null;
  });
}
