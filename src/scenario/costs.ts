import * as v from "valibot";
import * as key from "./key/keys.ts";
import type { PageCounting } from "./key/pages.ts";
import { section } from "./key/section.ts";
import { type Settled, settle, type Written } from "./key/settle.ts";

/** What each thing costs, in nanoseconds of whatever has to wait for it. */
export interface Costs extends Settled<typeof costKeys> {}

/** The costs as they were written. */
export type WrittenCosts = Written<typeof costKeys>;

const most = 60e9;
const ARTIFACT = "measured by HyperAlloc's artifact";

const costKeys = {
  minorFault: key.duration({
    about: "A guest fault served without I/O: trap, frame, zeroing, mapping.",
    default: "1us",
    most,
  }),
  majorFault: key.duration({ about: "A fault that needs I/O, on top of the device's time.", default: "5us", most }),
  hostFault: key.duration({
    about: "An EPT violation, served by an empty host frame or before the read from host swap.",
    default: "3500ns",
    most,
  }),
  hostFaultHuge: key.duration({
    about: "One page's share of an EPT violation that the host serves with 2MiB at once.",
    default: "490ns",
    most,
    source: "from HyperAlloc's measurements of 4KiB and 2MiB",
  }),
  scan: key.duration({ about: "One page examined by a replacement policy.", default: "100ns", most }),
  evict: key.duration({ about: "One page evicted: unmapped, its frame freed.", default: "270ns", most }),
  inflateTouched: key.duration({
    about: "One page inflated that the host had backed, with a balloon of kind virtio.",
    default: "4455ns",
    most,
    source: ARTIFACT,
  }),
  inflateUntouched: key.duration({
    about: "One page inflated that the host had not backed, with a balloon of kind virtio.",
    default: "2537ns",
    most,
    source: ARTIFACT,
  }),
  deflate: key.duration({
    about: "One page deflated, with a balloon of kind virtio.",
    default: "1808ns",
    most,
    source: ARTIFACT,
  }),
  reportRange: key.duration({
    about: "One range of a free page report.",
    default: "4432ns",
    most,
    source: "from HyperAlloc's measurements of 4KiB and 2MiB",
  }),
  reportPage: key.duration({
    about: "One page of such a range.",
    default: "23ns",
    most,
    source: "from HyperAlloc's measurements of 4KiB and 2MiB",
  }),
};

const costsSchema = section(costKeys);

/** The key of the costs. */
export const costsKey = key.part(costsSchema, { about: "What each thing costs in time.", default: {} });

/** The costs, those that are not written by default. */
export function resolveCosts(written: WrittenCosts, counting: PageCounting): Costs {
  return settle(costKeys, written, ["costs"], counting);
}

/** The costs of a scenario that writes none. */
export const standardCosts: Costs = resolveCosts(v.parse(costsSchema, {}), {
  pageBytes: Number.NaN,
  wholePages: Number.NaN,
  report: () => {},
});
