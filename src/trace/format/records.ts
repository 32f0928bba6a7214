import type { FormatSettings, PlaceSink, TraceFormat, TraceParser, TraceSource } from "../contract.ts";
import { RecordParser } from "../framing/records.ts";
import { MEANING_PARAMETERS, readMeaning } from "../meaning/meaning.ts";
import { RecordMeaning } from "../meaning/record.ts";

const text = (about: string) => ({ unit: "text", default: null, about }) as const;
const nothing: PlaceSink = { reference: () => undefined, place: () => undefined };

interface Records {
  readonly recordBytes: number;
  readonly headerBytes: number;
  readonly fields: RecordMeaning;
}

function read(settings: FormatSettings, pageBytes: number, sink: PlaceSink): Records | string {
  const number = (name: string, least: number) => {
    const written = settings.get(name);
    if (written === undefined) return null;
    const value = Number(written);
    if (/^\d+$/.test(written) && value >= least && value <= 2 ** 24) return value;
    return `${name} is "${written}", but must be a number of bytes from ${least} to ${2 ** 24}`;
  };
  const recordBytes = number("bytes", 1);
  const headerBytes = number("header", 0) ?? 0;
  if (recordBytes === null) return "records needs the size of a record: write for example records:bytes=24:id=u64@4";
  if (typeof recordBytes === "string") return recordBytes;
  if (typeof headerBytes === "string") return headerBytes;
  const useless = settings.has("base") ? "base" : settings.has("time") ? "time" : null;
  if (useless !== null) return `${useless} has no meaning in binary records: leave it out`;
  const meaning = readMeaning(settings);
  if (typeof meaning === "string") return meaning;
  if (meaning.places.length === 0)
    return "records needs a field of the place: write for example place=u64@8:unit=byte or id=u64@4";
  const { unit } = meaning;
  if (unit === null)
    return "the unit of place is not given: write unit=byte, unit=sector, unit=page or a number of bytes";
  const isLittle = settings.get("order") !== "big";
  const skipEmpty = settings.get("skipEmpty") ?? null;
  const fields = RecordMeaning.of({ ...meaning, unit }, isLittle, recordBytes, skipEmpty, pageBytes, sink);
  return typeof fields === "string" ? fields : { recordBytes, headerBytes, fields };
}

function open(source: TraceSource, sink: PlaceSink): TraceParser {
  const records = read(source.settings ?? new Map<string, string>(), source.pageBytes, sink);
  if (typeof records === "string") throw new Error(records);
  const { recordBytes, headerBytes, fields } = records;
  const parser = new RecordParser(source.name, headerBytes, recordBytes, "record", (bytes, at) =>
    fields.take(bytes, at),
  );
  return {
    push: (chunk) => parser.push(chunk),
    end: () => parser.end(),
    dividesAddresses: fields.dividesAddresses,
    pageBytes: fields.dividesAddresses ? source.pageBytes : undefined,
    get columns() {
      return fields.columns;
    },
  };
}

/** Binary records of one size. */
export const records: TraceFormat = {
  name: "records",
  about:
    "Binary records of one size behind a header that is skipped; a field is a type and where it begins, such as u64@8.",
  source: "ballonet's own",
  parameters: {
    bytes: text("The size of a record."),
    header: text("Number of bytes to skip before the first record. Default: 0."),
    order: {
      ...text(
        "Byte order of numbers: least significant byte first (little) or most significant byte first (big). Default: little.",
      ),
      choices: ["little", "big"],
    },
    skipEmpty: text("A field; records in which it is 0 are left out."),
    ...MEANING_PARAMETERS,
  },
  extensions: [],
  recognises: () => null,
  check: (settings) => {
    const records = read(settings, 4096, nothing);
    return typeof records === "string" ? records : null;
  },
  open,
};
