import { type Document, isMap, type YAMLMap, YAMLSeq } from "yaml";
import { writeSize } from "../../parameter/size.ts";
import { formatBytes } from "../../words/units.ts";
import { newMap, set, time } from "./entry.ts";
import type { Lived } from "./lived.ts";
import { type Point, pointsOf, thin } from "./points.ts";
import { lines } from "./remark.ts";

/** What a VM does: the series that was recorded, or what is assumed where there is none. */
export function workloadOf(document: Document, lived: Lived): YAMLMap {
  const { vm, life, beginning, mostPoints } = lived;
  const samples = life?.samples ?? [];
  const all = pointsOf(samples, life?.boot ?? beginning);
  return all.length > 0 ? series(document, all, vm.demandFrom, mostPoints) : unrecorded(document, lived);
}

function series(document: Document, all: readonly Point[], from: string, most: number): YAMLMap {
  const { points: told, within } = thin(all, most);
  // A series begins with the VM: nothing is known of it then.
  const beginning: Point = { at: 0, anonymous: null, cache: null, faults: null };
  const points = told[0]?.at === 0 ? told : [beginning, ...told];
  const map = newMap(document);
  set(document, map, "pattern", "series", ` told: ${from}`);
  const hasCache = all.some(({ cache }) => cache !== null);
  const hasFaults = all.some(({ faults }) => faults !== null);
  const written = points.map(({ at, anonymous, cache, faults }) => ({
    at: time(at),
    anonymous: anonymous === null ? null : writeSize(anonymous),
    ...(hasCache ? { cache: cache === null ? null : writeSize(cache) } : {}),
    ...(hasFaults && faults !== null ? { faults } : {}),
  }));
  const list = new YAMLSeq(document.schema);
  for (const point of written) {
    const node = document.createNode(point);
    if (isMap(node)) node.flow = true;
    list.items.push(node);
  }
  const left = all.length - told.length;
  const loss = within === 0 ? "on the line between others" : `within ${formatBytes(within)} of the line`;
  list.commentBefore = lines(
    `Samples with numbers: ${all.length}${left === 0 ? "" : `; left out: ${left}, ${loss}`}${hasCache ? "" : "; page cache is not told"}.`,
  );
  map.set("points", list);
  return map;
}

/** Most of a guest's memory that is taken for touched when nobody tells. */
const ASSUMED_WARM = 50;

function unrecorded(document: Document, { vm }: Lived): YAMLMap {
  const map = newMap(document);
  const { residentBytes, memoryBytes, touchesAll } = vm;
  if (touchesAll) set(document, map, "warm", "100%", " assumed: Windows writes to all of its memory when it boots");
  else if (residentBytes !== null) {
    const share = Math.max(1, Math.min(100, Math.ceil((residentBytes.value / memoryBytes.value) * 100)));
    set(document, map, "warm", `${share}%`, ` ${residentBytes.sure}: ${residentBytes.from}; at most so much is in use`);
  } else set(document, map, "warm", `${ASSUMED_WARM}%`, " assumed: nobody tells what it uses");
  set(document, map, "pattern", "idle", " assumed: nobody tells what it does");
  set(document, map, "set", "10%", " assumed");
  return map;
}
