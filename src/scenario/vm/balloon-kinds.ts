import type { CatalogueEntry, Parameters } from "../../parameter/parameter.ts";
import { type Costs, standardCosts } from "../costs.ts";

/** What a kind of balloon costs by default: one page, or one block of 2 MiB. */
export interface BalloonCosts {
  /** One unit taken of which the host had backed something, one that it had not backed, and one given back. */
  readonly touchedNs: number;
  readonly untouchedNs: number;
  readonly returnNs: number;
  /** One page moved out of a unit's way. */
  readonly migrateNs: number;
}

/** A way to take memory from a guest and to give it back. */
export type BalloonKind = CatalogueEntry & {
  readonly name: "virtio" | "virtio-2m" | "virtio-mem" | "hyperalloc";
  /** It moves aligned blocks of 2 MiB; otherwise pages. */
  readonly blocks: boolean;
  /** Units in one message. */
  readonly batch: number;
  readonly costs: BalloonCosts;
};

const ARTIFACT =
  "measured by HyperAlloc's artifact (luhsra/hyperalloc-bench, inflate): a VM resized from 20 to 2 GiB and back";

/** What a virtio balloon costs in a scenario with these costs. */
export function virtioCosts({ inflateTouchedNs, inflateUntouchedNs, deflateNs }: Costs): BalloonCosts {
  return { touchedNs: inflateTouchedNs, untouchedNs: inflateUntouchedNs, returnNs: deflateNs, migrateNs: 0 };
}

/** The kinds of balloons; a scenario's `costs` set those of virtio. */
export const balloonKinds: readonly BalloonKind[] = [
  kind("virtio", "virtio-balloon, page by page.", {
    blocks: false,
    batch: 256,
    costs: virtioCosts(standardCosts),
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
  name: BalloonKind["name"],
  about: string,
  { blocks, batch, costs }: Pick<BalloonKind, "blocks" | "batch" | "costs">,
): BalloonKind {
  const unit = blocks ? "block of 2 MiB" : "page";
  const cost = (standard: number, what: string) => ({ unit: "ns", default: standard, about: what }) as const;
  const parameters: Parameters = {
    touched: cost(costs.touchedNs, `Taking one ${unit} of which the host had backed something.`),
    untouched: cost(costs.untouchedNs, `Taking one ${unit} that the host had not backed.`),
    return: cost(costs.returnNs, `Giving back one ${unit}.`),
    ...(costs.migrateNs > 0
      ? { migrate: cost(costs.migrateNs, "Moving one page out of the way. The default is assumed.") }
      : {}),
  };
  return { name, about, source: ARTIFACT, blocks, batch, costs, parameters };
}
