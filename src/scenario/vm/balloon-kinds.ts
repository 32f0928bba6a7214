import type { CatalogueEntry, Parameters } from "../../parameter/parameter.ts";
import type { Balloon } from "../scenario.ts";

/** What a balloon of a kind costs where the scenario says nothing else: of one page, or of one block of 2 MiB. */
export type BalloonCosts = Pick<Balloon, "touchedNs" | "untouchedNs" | "returnNs" | "migrateNs">;

/** A way to take memory from a guest and to give it back. */
export type BalloonKind = CatalogueEntry & {
  readonly name: Balloon["kind"];
  /** It moves aligned blocks of 2 MiB; otherwise pages. */
  readonly blocks: boolean;
  /** Units in one message. */
  readonly batch: number;
  readonly costs: BalloonCosts;
};

const ARTIFACT =
  "measured by HyperAlloc's artifact (luhsra/hyperalloc-bench, inflate): a VM resized from 20 to 2 GiB and back";

/** The kinds of balloons; virtio's costs are those of the scenario's `costs` where they are written there. */
export const balloonKinds: readonly BalloonKind[] = [
  kind("virtio", "virtio-balloon, page by page.", {
    blocks: false,
    batch: 256,
    costs: { touchedNs: 4455, untouchedNs: 2537, returnNs: 1808, migrateNs: 0 },
  }),
  kind("virtio-2m", "virtio-balloon with blocks of 2 MiB: takes only what is free in one piece.", {
    blocks: true,
    batch: 256,
    costs: { touchedNs: 16_059, untouchedNs: 7541, returnNs: 6673, migrateNs: 0 },
  }),
  kind("virtio-mem", "virtio-mem: unplugs blocks of 2 MiB from the top, moving what is in them out of the way.", {
    blocks: true,
    batch: 1,
    costs: { touchedNs: 63_043, untouchedNs: 51_432, returnNs: 21_376, migrateNs: 2000 },
  }),
  kind("hyperalloc", "HyperAlloc: the host takes blocks of 2 MiB from the guest's allocator itself.", {
    blocks: true,
    batch: 1,
    costs: { touchedNs: 6510, untouchedNs: 434, returnNs: 250, migrateNs: 0 },
  }),
];

function kind(
  name: Balloon["kind"],
  about: string,
  { blocks, batch, costs }: Pick<BalloonKind, "blocks" | "batch" | "costs">,
): BalloonKind {
  const unit = blocks ? "block of 2 MiB" : "page";
  const cost = (standard: number, what: string) => ({ unit: "ns", default: standard, about: what }) as const;
  const parameters: Parameters = {
    touched: cost(costs.touchedNs, `One ${unit} taken of which the host had backed something.`),
    untouched: cost(costs.untouchedNs, `One ${unit} taken that the host had not backed.`),
    return: cost(costs.returnNs, `One ${unit} given back.`),
    ...(costs.migrateNs > 0
      ? { migrate: cost(costs.migrateNs, "One page moved out of the way. The default is assumed.") }
      : {}),
  };
  return { name, about, source: ARTIFACT, blocks, batch, costs, parameters };
}
