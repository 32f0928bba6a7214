import { LRUCache } from "lru-cache";
import { LRUMap, LRUCache as LruArrays } from "mnemonist";
import { referencesOf, zipf } from "./cases.mjs";
import { replaying } from "./engine.mjs";
import { inTurn, speed } from "./rounds.mjs";
import { compared } from "./table.mjs";

export const about = `lru compared with npm's LRU caches in idiomatic use, ${zipf.name}`;

/** Simulates LRU with a cache: looks each page up, and inserts it if it is missing. */
function faults(cache, references) {
  let count = 0;
  for (const page of references) {
    if (cache.get(page) !== undefined) continue;
    count++;
    cache.set(page, true);
  }
  return count;
}

const peers = {
  "lru-cache": (frames) => new LRUCache({ max: frames }),
  "mnemonist LRUCache": (frames) => new LruArrays(frames),
  "mnemonist LRUMap": (frames) => new LRUMap(frames),
};

export async function* run(rounds) {
  const references = referencesOf(zipf);
  const own = await replaying("lru", zipf, references);
  for (const [name, make] of Object.entries(peers)) {
    const peer = () => {
      const cache = make(zipf.frames);
      return speed(references.length, () => faults(cache, references));
    };
    const measured = await inTurn({ own, peer }, Math.min(rounds, 5));
    yield compared("lru", measured, "peer", name, 10);
  }
}
