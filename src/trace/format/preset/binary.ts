import { elementAt } from "../../../list/element-at.ts";
import type { FormatSettings, Head, TraceFormat } from "../../contract.ts";
import { TraceError } from "../../error.ts";
import { records } from "../records.ts";

/** A binary format with several record layouts; the trace's first bytes show which one it uses. */
interface Layouts {
  readonly name: string;
  readonly about: string;
  readonly source: string;
  readonly extensions: readonly string[];
  /** The settings for `records`, or one sentence that says why the bytes are not of this format. */
  layout(head: Uint8Array): { readonly [parameter: string]: string } | string;
  /** Why the bytes can only be of this format; `null`: other formats are possible. */
  recognises(head: Head): string | null;
}

/** The parameters of `records` that may be set over a layout. */
const SET = ["key", "op", "reads", "writes", "skip", "skipEmpty", "repeat"];

function ofLayouts({ layout, recognises, ...about }: Layouts): TraceFormat {
  const parameters = Object.fromEntries(Object.entries(records.parameters).filter(([name]) => SET.includes(name)));
  const settingsOf = (own: { readonly [parameter: string]: string }, settings?: FormatSettings) =>
    new Map([...Object.entries(own), ...(settings ?? [])]);
  return {
    ...about,
    parameters,
    recognises,
    check: () => null,
    open: (source, sink) => {
      const own = layout(source.head ?? new Uint8Array());
      if (typeof own === "string") throw new TraceError(source.name, null, own);
      const settings = settingsOf(own, source.settings);
      const problem = records.check(settings);
      if (problem !== null) throw new TraceError(source.name, null, problem);
      return records.open({ ...source, settings }, sink);
    },
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const GENERAL = { bytes: "24", id: "u64@4", skipEmpty: "u32@12" };

/** libCacheSim's codes of operations, enum.h: get, gets, set, add, cas, replace, append, prepend, delete, incr, decr, read, write, update. */
const LCS_OPS = { reads: "0,1,2,12", writes: "3,4,5,6,7,8,10,11,13,14", skip: "9" };

/** Bytes of a record of each version from 1 on. */
const LCS_RECORD_BYTES = [24, 28, 36, 40, 44, 52, 68, 100];
const LCS_HEADER_BYTES = 8192;
const LCS_MAGIC = [0xf0, 0xde, 0xbc, 0x9a, 0x78, 0x56, 0x34, 0x12];

function hasLcsMagic(bytes: Uint8Array, at = 0): boolean {
  return LCS_MAGIC.every((byte, place) => bytes[at + place] === byte);
}

function lcsLayout(head: Uint8Array): { readonly [parameter: string]: string } | string {
  if (!hasLcsMagic(head)) return "it does not begin like an lcs trace, with 0x123456789abcdef0";
  if (hasLcsMagic(head, 1016)) {
    return "it is an lcs trace of the layout that libCacheSim wrote until 2024, with a format string in its header: convert it with libCacheSim, or write its records out, such as records:header=1024:bytes=24:id=u64@4";
  }
  const version = head.length < 16 ? 0 : viewOf(head).getUint32(8, true);
  const bytes = LCS_RECORD_BYTES[version - 1];
  if (bytes === undefined)
    return `it is an lcs trace of version ${version}, but versions 1 to ${LCS_RECORD_BYTES.length} are known`;
  const common = { bytes: String(bytes), header: String(LCS_HEADER_BYTES), id: "u64@4" };
  if (version === 1) return { ...common, skipEmpty: "u32@12" };
  return version === 2
    ? { ...common, skipEmpty: "u32@12", op: "u8@16", ...LCS_OPS }
    : { ...common, skipEmpty: "u64@12", op: "u8@20", ...LCS_OPS };
}

/** SCSI's codes of READ and WRITE with 6, 10, 12 and 16 bytes, SBC-4. */
const SCSI = { reads: "0x8,0x28,0xa8,0x88", writes: "0xa,0x2a,0xaa,0x8a,0x2e,0xae,0x8e", skip: "*" };
const VSCSI_BYTES = [32, 40];
/** Where the records of each version hold it. */
const VSCSI_VERSION_AT = [14, 2];

function vscsiVersion(head: Uint8Array): number {
  const words = viewOf(head);
  for (const version of [2, 1]) {
    const bytes = elementAt(VSCSI_BYTES, version - 1, "version");
    const at = elementAt(VSCSI_VERSION_AT, version - 1, "version");
    const count = Math.floor(head.length / bytes);
    let fits = count > 0;
    for (let record = 0; record < count && fits; record++)
      fits = words.getUint16(record * bytes + at, true) >> 8 === version;
    if (fits) return version;
  }
  return 0;
}

function vscsiLayout(head: Uint8Array): { readonly [parameter: string]: string } | string {
  const version = vscsiVersion(head);
  if (version === 0) return "its records hold neither version 1 nor version 2 of vscsi";
  return version === 1
    ? { bytes: "32", place: "u64@16", unit: "sector", size: "u32@4", sizeUnit: "byte", op: "u16@12", ...SCSI }
    : { bytes: "40", place: "u64@16", unit: "sector", size: "u32@8", sizeUnit: "byte", op: "u16@0", ...SCSI };
}

const CHAMPSIM_BYTES = 64;
const CHAMPSIM_PLACES = "u64@0/fetch+u64@32/load+u64@40/load+u64@48/load+u64@56/load+u64@16/store+u64@24/store";

function looksLikeChampsim(head: Uint8Array): boolean {
  const words = viewOf(head);
  const count = Math.floor(head.length / CHAMPSIM_BYTES);
  let branches = 0;
  for (let record = 0; record < count; record++) {
    const at = record * CHAMPSIM_BYTES;
    const [isBranch = 2, isTaken = 2] = head.subarray(at + 8, at + 10);
    if (isBranch > 1 || isTaken > 1 || words.getUint32(at, true) === 0) return false;
    branches += isBranch;
    for (const place of [0, 16, 24, 32, 40, 48, 56]) {
      const high = words.getUint32(at + place + 4, true);
      // An address of 48 or 57 bits, of a program or of the kernel.
      if (high > 0x01ff_ffff && high < 0xff00_0000) return false;
    }
  }
  return count > 0 && branches <= count;
}

/** What a record says about the next request for the same id. */
type Next = number | "never";

/** Reads a signed 64-bit position that should come after `record`; `null`: it cannot be one. */
function nextRequest(words: DataView, at: number, record: number): Next | null {
  const low = words.getUint32(at, true);
  const high = words.getUint32(at + 4, true);
  if (low === 0xffff_ffff && (high === 0xffff_ffff || high === 0x7fff_ffff)) return "never";
  const next = high * 0x1_0000_0000 + low;
  return high < 4 && next > record ? next : null;
}

/** Whether times never go back, no size is 0, and the stated positions of next requests are right as far as the head shows. */
function looksLikeOracle(head: Uint8Array): boolean {
  const words = viewOf(head);
  const count = Math.floor(head.length / 24);
  const pending = new Map<string, Next>();
  let time = 0;
  for (let record = 0; record < count; record++) {
    const at = record * 24;
    const now = words.getUint32(at, true);
    const next = nextRequest(words, at + 16, record);
    if (now < time || next === null || words.getUint32(at + 12, true) === 0) return false;
    time = now;
    const id = `${words.getUint32(at + 4, true)} ${words.getUint32(at + 8, true)}`;
    const told = pending.get(id);
    // Some writers count positions from 0, others from 1.
    if (told !== undefined && told !== record && told !== record + 1) return false;
    pending.set(id, next);
  }
  return count > 0;
}

/** libCacheSim's binary traces: 24 bytes a request, low byte first. Requests of size 0 are left out, as libCacheSim does. */
export const binaryFormats: readonly TraceFormat[] = [
  ofLayouts({
    name: "oracle-general",
    about: "libCacheSim's 24-byte records (time, 64-bit id, size, next request): each id is a page, and read.",
    source: "oracleGeneralBin.h, https://github.com/1a1a11a/libCacheSim",
    extensions: [".oraclegeneral", ".oraclegeneral.bin"],
    layout: () => GENERAL,
    recognises: ({ bytes }) =>
      looksLikeOracle(bytes)
        ? "times do not go back and each record gives the position of the next record with its id"
        : null,
  }),
  ofLayouts({
    name: "lcs",
    about: "libCacheSim's lcs traces, versions 1 to 8: each id is a page; requests of size 0 and deletes are left out.",
    source: "lcs.h, https://github.com/1a1a11a/libCacheSim",
    extensions: [".lcs"],
    layout: lcsLayout,
    recognises: ({ bytes }) => (hasLcsMagic(bytes) ? "it begins with the magic number of lcs" : null),
  }),
  ofLayouts({
    name: "vscsi",
    about:
      "CloudPhysics' vscsi records, versions 1 and 2: SCSI reads and writes, blocks of 512 bytes; other commands are left out.",
    source: "vscsi.h, https://github.com/1a1a11a/libCacheSim",
    extensions: [".vscsi"],
    layout: vscsiLayout,
    recognises: ({ bytes }) => {
      const version = vscsiVersion(bytes);
      return version === 0 ? null : `all of its first records say version ${version} of vscsi`;
    },
  }),
  ofLayouts({
    name: "champsim",
    about:
      "ChampSim's 64-byte instructions: each is fetched, then reads and writes memory; skip=fetch leaves the fetches out.",
    source: "inc/trace_instruction.h, https://github.com/ChampSim/ChampSim",
    extensions: [".champsimtrace", ".champsim"],
    layout: () => ({ bytes: String(CHAMPSIM_BYTES), place: CHAMPSIM_PLACES, unit: "byte" }),
    recognises: ({ bytes }) =>
      looksLikeChampsim(bytes)
        ? "its records of 64 bytes hold an instruction's address, two flags and addresses of memory"
        : null,
  }),
];
