import { hostAvailableBytes, marginBytes } from "../../../src/manager/chromeos/host.ts";
import { snapshot, vmView } from "../snapshot.ts";
import { golden, type Vector } from "../vectors/golden.ts";

const KIB = 1024;

type ResourcedVector = Vector & { readonly out: unknown } & (
    | { readonly kind: "margin"; readonly in: { readonly total: number; readonly bps: number } }
    | {
        readonly kind: "available";
        readonly in: Readonly<Record<"free" | "reserved" | "anon" | "swap_free" | "weight", number>>;
      }
  );

golden<ResourcedVector>("ChromeOS's resourced", "resourced.json", answer, ["margin", "available"]);

function answer(vector: ResourcedVector): number {
  if (vector.kind === "margin") {
    const { total, bps } = vector.in;
    return marginBytes(snapshot([], { memoryBytes: total * KIB }), bps / 1e4) / KIB;
  }
  const { free, reserved, anon, swap_free, weight } = vector.in;
  const host = {
    freeBytes: free * KIB,
    highBytes: reserved * KIB,
    swapBytes: 2 ** 40,
    swapUsedBytes: 2 ** 40 - swap_free * KIB,
  };
  return hostAvailableBytes(snapshot([vmView(0, { backedBytes: anon * KIB })], host), weight) / KIB;
}
