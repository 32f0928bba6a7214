import type { Demand, Phase } from "../../scenario/scenario.ts";
import type { Used } from "../../scenario/series/series.ts";
import type { Growth } from "../../scenario/series/step.ts";
import { hotPages } from "./hot.ts";
import { type Steps, stepsOf } from "./steps.ts";

/** No vCPU waits longer for its next reference. */
const MOST_THINK_NS = 3600e9;

/** The phase of a series after `begun` earlier ones, in a workload of `pages` pages; `undefined`: there is none. */
export function seriesPhase(series: Demand, pages: number, begun: number): Phase | undefined {
  const steps = stepsOf(series);
  const count = steps.endsNs.length;
  const index = begun % count;
  const passes = Math.floor(begun / count);
  if (passes > 0 && series.loopNs === null) return undefined;
  const beginNs = index === 0 ? 0 : (steps.endsNs[index - 1] ?? 0);
  const durationNs = (steps.endsNs[index] ?? 0) - beginNs;
  const from = endOf(steps, begun - 1);
  const to = endOf(steps, begun);
  const before = endOf(steps, begun - 2);
  const hotShare = steps.hotShare[index] ?? 0;
  const anonymous = growth(before.anonymous, from.anonymous, to.anonymous);
  const cache = growth(before.cache, from.cache, to.cache);
  const hot = hotPages(anonymous.fromPages, hotShare) + hotPages(cache.fromPages, hotShare);
  const added = addedPages(anonymous) + addedPages(cache);
  const isLast = durationNs === Number.POSITIVE_INFINITY;
  const perNs = hot / series.intervalNs + (isLast ? 0 : added / durationNs);
  const thinkNs = Math.max(1, Math.min(MOST_THINK_NS, Math.floor(series.vcpus / perNs)));
  return {
    durationNs: isLast ? null : durationNs,
    thinkNs,
    writeShare: series.writeShare,
    firstPage: 0,
    pages,
    growFromPages: pages,
    free: freedFrom(from, to, pages),
    pattern: {
      kind: "series",
      parameters: {},
      parts: [],
      step: {
        anonymous,
        cache,
        hotShare,
        sweeps: (passes * (series.loopNs ?? 0) + beginNs) / series.intervalNs,
        references: isLast ? added : Math.floor(durationNs / thinkNs),
      },
    },
  };
}

/** Upper bound of the references of a VM that follows a series, in a time span. */
export function seriesReferences(series: Demand, pages: number, durationNs: number): number {
  const count = stepsOf(series).endsNs.length;
  let references = 0;
  let leftNs = durationNs;
  for (let begun = 0; leftNs > 0; begun++) {
    if (begun === count && series.loopNs !== null) return references * Math.ceil(durationNs / series.loopNs);
    const phase = seriesPhase(series, pages, begun);
    if (phase === undefined) break;
    const spanNs = Math.min(leftNs, phase.durationNs ?? leftNs);
    references += (series.vcpus * spanNs) / phase.thinkNs;
    leftNs -= spanNs;
  }
  return references;
}

/** What is in use when so many steps and one have been made. */
function endOf({ anonymous, cache, first }: Steps, step: number): Used {
  if (step < 0) return first;
  const index = step % anonymous.length;
  return { anonymous: anonymous[index] ?? 0, cache: cache[index] ?? 0 };
}

/** What a step adds to what was in use before it. Pages of the step before, which it may not have had the time for, are touched again. */
function growth(before: number, from: number, to: number): Growth {
  const fromPages = Math.min(from, to);
  return { againPages: Math.min(before, fromPages), fromPages, toPages: to };
}

/** Pages that are added or touched again. */
function addedPages({ againPages, toPages }: Growth): number {
  return toPages - againPages;
}

/** Programs have the first pages in use, the cache the last ones, and everything between them is free. */
function freedFrom(from: Used, to: Used, pages: number): Phase["free"] {
  const shrinks = { anonymous: to.anonymous < from.anonymous, cache: to.cache < from.cache };
  if (!shrinks.anonymous && !shrinks.cache) return null;
  const first = shrinks.anonymous ? to.anonymous : pages - from.cache;
  const end = shrinks.cache ? pages - to.cache : from.anonymous;
  return { firstPage: first, pages: end - first };
}
