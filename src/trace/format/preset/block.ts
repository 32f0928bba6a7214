import { csv } from "../csv.ts";
import { lines } from "../lines.ts";
import { ofPreset, type Preset } from "./preset.ts";

const CSV = { separator: "comma", header: "no" };

const BLKPARSE_LINE = /^\s*\d+,\d+\s+\d+\s+\d+\s+[\d.]+\s+\d+\s+[A-Za-z]{1,2}\s/;

/** blkparse prints a line for every step of a request: only one step is counted. */
function blkparse(name: string, event: string, how: string, when: string): Preset {
  return {
    name,
    about: `blkparse's output, of which the requests are counted ${how} (${event}): ${when}. Discards and flushes are left out.`,
    source: "blkparse(1) of blktrace 1.2.0, https://git.kernel.dk/cgit/blktrace",
    with: lines,
    settings: {
      pattern: String.raw`^\s*(?<device>\d+,\d+)\s+\d+\s+\d+\s+[\d.]+\s+\d+\s+${event}\s+(?<op>[A-Z]+)\s+(?<place>\d+) \+ (?<size>\d+) `,
      unit: "sector",
      key: "device",
      ...{ reads: "r*", writes: "w*,fw*", skip: "*", unmatched: "skip" },
    },
    shape: BLKPARSE_LINE,
    beside: /^(?!\s*\d+,\d+\s+\d+\s+\d+\s)/,
    needs: new RegExp(`^\\s*\\d+,\\d+\\s+\\d+\\s+\\d+\\s+[\\d.]+\\s+\\d+\\s+${event}\\s`),
    ...(event === "Q" ? {} : { lacks: /^\s*\d+,\d+\s+\d+\s+\d+\s+[\d.]+\s+\d+\s+Q\s/ }),
  };
}

/** Requests to disks. */
const presets: readonly Preset[] = [
  {
    name: "msr",
    about: "Microsoft Research Cambridge: time, host, disk, Read or Write, offset and size in bytes, response time.",
    source: "SNIA IOTTA 387, README of the MSR Cambridge traces, http://iotta.snia.org/traces/block-io/388",
    with: csv,
    settings: { ...CSV, place: "5", unit: "byte", size: "6", op: "4", key: "2+3" },
    shape: /^\d{17,18},[^,]+,\d+,(read|write),\d+,\d+,\d+\s*$/i,
    beside: /^timestamp,hostname,disknumber,/i,
  },
  {
    name: "spc",
    about: "Storage Performance Council: ASU, LBA of 512 bytes, size in bytes, R or W, time.",
    source: "SPC Trace File Format Specification 1.0.1, section 2; the UMass Financial and WebSearch traces",
    with: csv,
    settings: { ...CSV, place: "2", unit: "sector", size: "3", sizeUnit: "byte", op: "4", key: "1" },
    extensions: [".spc"],
    shape: /^\s*\d+\s*,\s*\d+\s*,\s*\d+\s*,\s*[rw]\s*,\s*\d+(\.\d+)?\s*(,.*)?$/i,
  },
  {
    name: "alibaba-block",
    about: "Alibaba's block traces: device, R or W, offset and length in bytes, time.",
    source: "https://github.com/alibaba/block-traces",
    with: csv,
    settings: { ...CSV, place: "3", unit: "byte", size: "4", op: "2", key: "1" },
    shape: /^\d+,[RW],\d+,\d+,\d{16}\s*$/,
    beside: /^device_id,/i,
  },
  {
    name: "tencent-block",
    about: "Tencent's cloud block storage: time, offset and size in sectors, 0 (read) or 1 (write), volume.",
    source: "SNIA IOTTA 27917, README of the Tencent CBS traces, http://iotta.snia.org/traces/parallel/27917",
    with: csv,
    settings: { ...CSV, place: "2", unit: "sector", size: "3", op: "4", reads: "0", writes: "1", key: "5" },
    shape: /^\d{10},\d+,\d+,[01],\d+\s*$/,
    beside: /^timestamp,offset,size,iotype,volumeid/i,
  },
  {
    name: "systor17",
    about: "SYSTOR '17: time, response, R or W (blank: no response, left out), LUN, offset and size in bytes.",
    source: "SNIA IOTTA 4964, README of the SYSTOR '17 traces, http://iotta.snia.org/traces/block-io/4964",
    with: csv,
    settings: {
      ...CSV,
      place: "5",
      unit: "byte",
      size: "6",
      op: "3",
      reads: "r",
      writes: "w",
      skip: "",
      key: "4",
      remarks: "Timestamp,#",
    },
    shape: /^\d{10}\.\d+,[\d.]*,[RW]?,\d+,\d+,\d+\s*$/i,
    beside: /^timestamp,response,iotype,/i,
  },
  {
    name: "fiu",
    about:
      "FIU's blkio traces: time, pid, process, LBA and size in sectors of 512 bytes, W or R, device major and minor, MD5.",
    source: "SNIA IOTTA 390, README of the FIU IODedup traces, http://iotta.snia.org/traces/block-io/390",
    with: csv,
    settings: { separator: "blank", header: "no", place: "4", unit: "sector", size: "5", op: "6", key: "7+8" },
    shape: /^\d+\s+\d+\s+\S+\s+\d+\s+\d+\s+[RW]\s+\d+\s+\d+\s+\S+\s*$/,
  },
  blkparse("blkparse", "Q", "as they were queued", "the default output"),
  blkparse("blkparse-issued", "D", "as they were issued to the driver", "traces without queued requests"),
  blkparse("blkparse-completed", "C", "as they were completed", "traces without queued requests"),
];

/** Formats of requests to disks. */
export const blockFormats = presets.map(ofPreset);
