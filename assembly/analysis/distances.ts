import { Arena } from "../memory/arena";
import { Column } from "../memory/column";
import { NONE } from "../memory/none";

const WORDS_PER_LINE: u32 = 8;
const LINE_SHIFT: u32 = 9;
const GROUP_SHIFT: u32 = 14;
const REGION_SHIFT: u32 = 18;
const ZONE_SHIFT: u32 = 22;
/** Bytes of a group's counts (32 lines), of a region's (16 groups), and of a zone's (16 regions). */
const COUNTS_BYTES: usize = 64;

/**
 * LRU stack distances: how many different pages have been used since a page's last use, itself included. A bitmap over time
 * has a bit where a page was used last; the distance is the number of bits from there on. There are counts of the bits before each line of 512
 * within its group, each group within its region, each region within its zone, and each zone. So counting takes a few steps, without a branch
 * that depends on the page: loads for one reference need not wait for the one before. When the bitmap is full, the bits are pushed together.
 * After Bennett and Kruskal, LRU stack processing, IBM J. Res. Dev. 19
 * (1975), https://doi.org/10.1147/rd.194.0353, with a flat tree.
 */
@unmanaged
export class Distances {
  /** Pages that have a last use. */
  live: u32;
  private pages: u32;
  private capacity: u32;
  /** Where the next use goes. */
  private time: u32;
  /** Where each page was used last, or `NONE`. */
  private last: Column<u32>;
  private words: Column<u64>;
  /** Bits in front of each line within its group, each group within its region, each region within its zone, and each zone. What lies beyond `time` means nothing. */
  private lines: Column<u16>;
  private groups: Column<u32>;
  private regions: Column<u32>;
  private zones: Column<u32>;
  /** For each line of a group: ones in the lanes of the lines behind it. The same for the groups of a region, and the regions of a zone. */
  private linesBehind: Column<u64>;
  private groupsBehind: Column<u64>;
  /** All bits of as many words as a line has, then none of as many: from the 8 − nth on, of those before the nth. */
  private wordsBefore: Column<u64>;

  /** Distances over pages numbered below `pages`, of which at most `most` are remembered at a time. */
  static create(pages: u32, most: u32): Distances {
    const distances = changetype<Distances>(Arena.take(offsetof<Distances>()));
    const regions = <u32>(((<u64>most * 4) >> REGION_SHIFT) + 1);
    const last = Column.create<u32>(pages);
    const words = Column.create<u64>(regions << (REGION_SHIFT - 6));
    const lines = Column.create<u16>(regions << (REGION_SHIFT - LINE_SHIFT));
    const groups = Column.create<u32>(regions << (REGION_SHIFT - GROUP_SHIFT));
    const zones = (regions >> (ZONE_SHIFT - REGION_SHIFT)) + 1;
    const counts = Column.create<u32>(zones << (ZONE_SHIFT - REGION_SHIFT));
    const zoneCounts = Column.create<u32>(zones);
    const linesBehind = Column.create<u64>(32 * 8);
    const groupsBehind = Column.create<u64>(16 * 8);
    const wordsBefore = Column.create<u64>(2 * WORDS_PER_LINE);
    if (!Arena.fits()) return distances;
    distances.pages = pages;
    distances.capacity = regions << REGION_SHIFT;
    distances.last = last;
    distances.words = words;
    distances.lines = lines;
    distances.groups = groups;
    distances.regions = counts;
    distances.zones = zoneCounts;
    distances.linesBehind = linesBehind;
    distances.groupsBehind = groupsBehind;
    distances.wordsBefore = wordsBefore;
    wordsBefore.fill(0xff, WORDS_PER_LINE);
    last.fill(0xff, pages);
    for (let row: u32 = 0; row < 32; row++) {
      for (let line = row + 1; line < 32; line++) linesBehind[row * 8 + (line >> 2)] |= (<u64>1) << ((line & 3) << 4);
    }
    for (let row: u32 = 0; row < 16; row++) {
      for (let group = row + 1; group < 16; group++)
        groupsBehind[row * 8 + (group >> 1)] |= (<u64>1) << ((group & 1) << 5);
    }
    return distances;
  }

  /** When a page was used last, or `NONE`. */
  @inline
  lastUse(page: u32): u32 {
    return this.last[page];
  }

  /** Uses a page; its distance, or 0 when it has no last use. */
  @inline
  use(page: u32): u32 {
    if (this.time === this.capacity) this.compact();
    const at = this.last[page];
    let distance: u32 = 0;
    if (at === NONE) {
      this.live++;
    } else {
      distance = this.live - this.before(at);
      this.remove(at);
    }
    this.append(page);
    return distance;
  }

  /** Forgets a page's last use. */
  forget(page: u32): void {
    this.remove(this.last[page]);
    this.last[page] = NONE;
    this.live--;
  }

  /** Bits in front of a place. */
  @inline
  private before(at: u32): u32 {
    const line = at >> LINE_SHIFT;
    const within = this.zones[at >> ZONE_SHIFT] + this.regions[at >> REGION_SHIFT] + this.groups[at >> GROUP_SHIFT];
    let bits = within + <u32>this.lines[line];
    const words = this.words.from(line * WORDS_PER_LINE);
    const word = (at >> 6) & (WORDS_PER_LINE - 1);
    const isBefore = this.wordsBefore.from(WORDS_PER_LINE - word);
    for (let nth: u32 = 0; nth < WORDS_PER_LINE; nth++) bits += <u32>popcnt(words[nth] & isBefore[nth]);
    return bits + <u32>popcnt(words[word] & (((<u64>1) << (at & 63)) - 1));
  }

  @inline
  private remove(at: u32): void {
    const words = this.words;
    words[at >> 6] &= ~((<u64>1) << (at & 63));
    const group = at >> GROUP_SHIFT;
    const region = at >> REGION_SHIFT;
    const zone = at >> ZONE_SHIFT;
    // Counts of lines that have not begun mean nothing; lowering them does no harm.
    Distances.subtract(
      changetype<usize>(this.lines) + <usize>group * COUNTS_BYTES,
      changetype<usize>(this.linesBehind) + <usize>((at >> LINE_SHIFT) & 31) * COUNTS_BYTES,
    );
    Distances.subtract(
      changetype<usize>(this.groups) + <usize>region * COUNTS_BYTES,
      changetype<usize>(this.groupsBehind) + <usize>(group & 15) * COUNTS_BYTES,
    );
    Distances.subtract(
      changetype<usize>(this.regions) + <usize>zone * COUNTS_BYTES,
      changetype<usize>(this.groupsBehind) + <usize>(region & 15) * COUNTS_BYTES,
    );
    const zones = this.zones;
    const newest = this.time >> ZONE_SHIFT;
    for (let later = zone + 1; later <= newest; later++) zones[later]--;
  }

  /** Takes the lanes of `ones` from those of `counts`, 64 bytes each. A lane that borrows means nothing, nor do those behind it. */
  @inline
  private static subtract(counts: usize, ones: usize): void {
    store<u64>(counts, load<u64>(counts) - load<u64>(ones));
    store<u64>(counts, load<u64>(counts, 8) - load<u64>(ones, 8), 8);
    store<u64>(counts, load<u64>(counts, 16) - load<u64>(ones, 16), 16);
    store<u64>(counts, load<u64>(counts, 24) - load<u64>(ones, 24), 24);
    store<u64>(counts, load<u64>(counts, 32) - load<u64>(ones, 32), 32);
    store<u64>(counts, load<u64>(counts, 40) - load<u64>(ones, 40), 40);
    store<u64>(counts, load<u64>(counts, 48) - load<u64>(ones, 48), 48);
    store<u64>(counts, load<u64>(counts, 56) - load<u64>(ones, 56), 56);
  }

  @inline
  private append(page: u32): void {
    const at = this.time;
    this.words[at >> 6] |= (<u64>1) << (at & 63);
    this.last[page] = at;
    this.time = at + 1;
    if ((this.time & ((1 << LINE_SHIFT) - 1)) === 0) this.startLine();
  }

  /** Sets the counts of the line that begins at `time`, and of its group and region if they begin there too. */
  private startLine(): void {
    const time = this.time;
    const line = time >> LINE_SHIFT;
    const group = time >> GROUP_SHIFT;
    const region = time >> REGION_SHIFT;
    const zone = time >> ZONE_SHIFT;
    const words = this.words;
    let bits = <u32>this.lines[line - 1];
    for (let word = (line - 1) * WORDS_PER_LINE; word < line * WORDS_PER_LINE; word++) bits += <u32>popcnt(words[word]);
    if (time === this.capacity) return;
    if ((line & 31) !== 0) {
      this.lines[line] = <u16>bits;
      return;
    }
    this.lines[line] = 0;
    bits += this.groups[group - 1];
    if ((group & 15) !== 0) {
      this.groups[group] = bits;
      return;
    }
    this.groups[group] = 0;
    bits += this.regions[region - 1];
    if ((region & 15) !== 0) {
      this.regions[region] = bits;
      return;
    }
    this.regions[region] = 0;
    this.zones[zone] = this.zones[zone - 1] + bits;
  }

  /** Pushes all bits to the front. */
  private compact(): void {
    const last = this.last;
    for (let page: u32 = 0; page < this.pages; page++) {
      const at = last[page];
      if (at !== NONE) last[page] = this.before(at);
    }
    const words = this.words;
    const live = this.live;
    words.fill(0, this.capacity >> 6);
    words.fill(0xff, live >> 6);
    words[live >> 6] = ((<u64>1) << (live & 63)) - 1;
    this.lines.fill(0, this.capacity >> LINE_SHIFT);
    this.groups.fill(0, this.capacity >> GROUP_SHIFT);
    for (this.time = 1 << LINE_SHIFT; this.time <= live; this.time += 1 << LINE_SHIFT) this.startLine();
    this.time = live;
  }
}
