import { referencesOf, uniform, zipf } from "./cases.mjs";
import { replaying } from "./engine.mjs";
import { inTurn, speed } from "./rounds.mjs";
import { compared } from "./table.mjs";

export const about = "Replay in WebAssembly, compared with the same loops in JavaScript on typed arrays";

const NONE = 0xffff_ffff;
const PAGE = 0x7fff_ffff;
const READY = 1;
const ACCESSED = 2;

/** CLOCK: one state byte per page and a ring of frames. */
function clock({ pages, frames }) {
  const states = new Uint8Array(pages);
  const inFrame = new Uint32Array(frames);
  return (references) => {
    let [resident, hand, faults] = [0, 0, 0];
    for (let at = 0; at < references.length; at++) {
      const page = references[at] & PAGE;
      if ((states[page] & READY) !== 0) {
        states[page] = READY | ACCESSED;
        continue;
      }
      faults++;
      let frame = resident;
      if (resident < frames) resident++;
      else {
        while ((states[inFrame[hand]] & ACCESSED) !== 0) {
          states[inFrame[hand]] = READY;
          if (++hand === frames) hand = 0;
        }
        states[inFrame[hand]] = 0;
        frame = hand;
        if (++hand === frames) hand = 0;
      }
      inFrame[frame] = page;
      states[page] = READY | ACCESSED;
    }
    return faults;
  };
}

/** LRU: a doubly linked list of page numbers, each page's two links adjacent. */
function lru({ pages, frames }) {
  const links = new Uint32Array(2 * pages + 2).fill(NONE);
  const end = 2 * pages;
  links[end] = pages;
  links[end + 1] = pages;
  return (references) => {
    let [resident, faults] = [0, 0];
    for (let at = 0; at < references.length; at++) {
      const page = references[at] & PAGE;
      const before = links[2 * page];
      if (before === pages) continue;
      if (before !== NONE) {
        const behind = links[2 * page + 1];
        links[2 * before + 1] = behind;
        links[2 * behind] = before;
      } else {
        faults++;
        if (resident < frames) resident++;
        else {
          const victim = links[end];
          const last = links[2 * victim];
          links[2 * last + 1] = pages;
          links[end] = last;
          links[2 * victim] = NONE;
        }
      }
      const first = links[end + 1];
      links[2 * page] = pages;
      links[2 * page + 1] = first;
      links[2 * first] = page;
      links[end + 1] = page;
    }
    return faults;
  };
}

export async function* run(rounds) {
  for (const one of [zipf, uniform]) {
    const references = referencesOf(one);
    for (const [name, make] of Object.entries({ lru, clock })) {
      make(one)(references.subarray(0, references.length / 5));
      const script = () => {
        const replay = make(one);
        return speed(references.length, () => replay(references));
      };
      const measured = await inTurn({ own: await replaying(name, one, references), script }, rounds);
      yield compared(`${name}, ${one.name}`, measured, "script", "JavaScript");
    }
  }
}
