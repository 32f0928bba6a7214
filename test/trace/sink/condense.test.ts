import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Condenser } from "../../../src/trace/sink/condense.ts";

interface Access {
  readonly page: number;
  readonly write: boolean;
}

/** Exact LRU with a plain array, most recent page first. */
function countLru(accesses: readonly Access[], frames: number): { faults: number; dirtyEvictions: number } {
  const resident: { page: number; dirty: boolean }[] = [];
  let faults = 0;
  let dirtyEvictions = 0;
  for (const { page, write } of accesses) {
    const at = resident.findIndex((entry) => entry.page === page);
    const found = at < 0 ? undefined : resident.splice(at, 1)[0];
    if (found === undefined) {
      faults++;
      if (resident.length === frames && resident.pop()?.dirty) dirtyEvictions++;
    }
    resident.unshift({ page, dirty: (found?.dirty ?? false) || write });
  }
  return { faults, dirtyEvictions };
}

function condense(accesses: readonly Access[], filterPages: number): { kept: Access[]; condenser: Condenser } {
  const condenser = new Condenser(filterPages);
  for (const { page, write } of accesses) condenser.reference(page, write);
  const kept = [...condenser.result().references].map((word) => ({
    page: word & 0x7fff_ffff,
    write: word >= 0x8000_0000,
  }));
  return { kept, condenser };
}

const accesses = fc.array(fc.record({ page: fc.oneof(fc.nat(4), fc.nat(12), fc.nat(30)), write: fc.boolean() }), {
  minLength: 1,
  maxLength: 400,
  size: "max",
});

describe("condensing", () => {
  it("keeps LRU faults and dirty evictions of every size from the filter's up", () => {
    fc.assert(
      fc.property(accesses, fc.integer({ min: 1, max: 8 }), (raw, filterPages) => {
        const { kept } = condense(raw, filterPages);
        for (let frames = filterPages; frames <= 32; frames++)
          expect(countLru(kept, frames)).toEqual(countLru(raw, frames));
      }),
    );
  });

  it("can be done again with a larger filter", () => {
    fc.assert(
      fc.property(accesses, (raw) => {
        const { kept } = condense(condense(raw, 3).kept, 6);
        for (let frames = 6; frames <= 32; frames++) expect(countLru(kept, frames)).toEqual(countLru(raw, frames));
      }),
    );
  });

  it("drops hits, makes the kept reference a write, and keeps again what plain stack deletion would age", () => {
    const raw = ["a", "b", "a", "A", "c", "a", "b"].map((name) => ({
      page: name.toLowerCase().charCodeAt(0),
      write: name < "a",
    }));
    const { kept, condenser } = condense(raw, 2);
    // a b | a again, since b is to leave although it came later | c, where a hits | a again | b
    expect(kept.map(({ page, write }) => "abc"[page] + (write ? "!" : ""))).toEqual(["a!", "b", "a", "c", "a", "b"]);
    expect(condenser.result()).toMatchObject({ distinctPages: 3, writes: 1, rawReferences: 7 });
  });
});
