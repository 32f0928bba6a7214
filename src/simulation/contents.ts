import type { ContentLayout } from "../engine/machine/layout.ts";
import type { Scenario, Vm } from "../scenario/scenario.ts";

const ALL = 2 ** 32;
const UNIQUE: ContentLayout = { image: 0, imageBelow: 0, zeroBelow: 0, volatileBelow: 0 };

/** The contents that can be met twice, numbered: 0 is zeroes, then every page of every image. */
export interface Contents {
  readonly count: number;
  of(vm: Vm): ContentLayout;
}

/** The contents of a scenario; where nobody shares or compresses, guests neither, nobody wants to know them. */
export function contentsOf({ host, vms, scale }: Scenario): Contents {
  const inGuests = vms.some(({ swap }) => "kind" in swap);
  if (host.sharing === null && host.compression === null && !inGuests) return { count: 1, of: () => UNIQUE };
  const pages = new Map<string, number>();
  for (const { workload } of vms) {
    const { image } = workload.content;
    if (image !== null) pages.set(image.name, Math.max(pages.get(image.name) ?? 0, Math.ceil(workload.pages / scale)));
  }
  const first = new Map<string, number>();
  let count = 1;
  for (const [name, size] of pages) {
    first.set(name, count);
    count += size;
  }
  return {
    count,
    of: ({ workload }) => {
      const { image, zeroShare, volatileShare } = workload.content;
      const imageShare = image?.share ?? 0;
      return {
        image: image === null ? 0 : (first.get(image.name) ?? 0),
        imageBelow: Math.floor(imageShare * ALL),
        zeroBelow: Math.floor(Math.min(1, imageShare + zeroShare) * ALL),
        volatileBelow: Math.floor(Math.min(1, imageShare + zeroShare + volatileShare) * ALL),
      };
    },
  };
}
