import type {
  FormatSettings,
  Head,
  PlaceSink,
  TraceEncoder,
  TraceFormat,
  TraceParser,
  TraceSource,
} from "../contract.ts";
import { readMeaning } from "../meaning/meaning.ts";
import { Pieces } from "./pieces.ts";
import { WordParser, type WordsMeaning } from "./words.ts";

const [NEWLINE, SPACE, UPPER_W, ZERO] = [0x0a, 0x20, 0x57, 0x30];

/** Writes one decimal page number per line, followed by W for a write. */
class LineEncoder implements TraceEncoder {
  readonly #pieces = new Pieces();

  reference(page: number, write: boolean): void {
    const pieces = this.#pieces;
    let power = 1;
    while (power * 10 <= page) power *= 10;
    for (let rest = page; power >= 1; power /= 10) {
      const digit = Math.floor(rest / power);
      pieces.byte(ZERO + digit);
      rest -= digit * power;
    }
    if (write) {
      pieces.byte(SPACE);
      pieces.byte(UPPER_W);
    }
    pieces.byte(NEWLINE);
  }

  take(): Uint8Array<ArrayBuffer>[] {
    return this.#pieces.take();
  }

  end(): Uint8Array<ArrayBuffer>[] {
    return this.#pieces.end();
  }
}

const UNIT = {
  unit: "text",
  default: "page",
  about: "What a number counts: page, byte (it is an address), sector, or a number of bytes.",
} as const;

function meaningOf(settings: FormatSettings, standard: WordsMeaning): WordsMeaning | string {
  const meaning = readMeaning(new Map([["place", "number"], ...settings]));
  if (typeof meaning === "string") return meaning;
  return { ...standard, unit: meaning.unit ?? standard.unit, hexadecimal: meaning.hexadecimal || standard.hexadecimal };
}

/** A format of words, each a place. */
function ofWords(
  about: Pick<TraceFormat, "name" | "about" | "source" | "parameters" | "sharedExtensions">,
  meaning: WordsMeaning,
  recognises: (head: Head) => string | null = () => null,
): TraceFormat {
  const open = (source: TraceSource, sink: PlaceSink): TraceParser => {
    const own = meaningOf(source.settings ?? new Map<string, string>(), meaning);
    if (typeof own === "string") throw new Error(own);
    return new WordParser(source.name, own, source.pageBytes, sink);
  };
  return {
    extensions: [],
    ...about,
    recognises,
    check: (settings) => {
      const own = meaningOf(settings, meaning);
      return typeof own === "string" ? own : null;
    },
    open,
  };
}

/** Page numbers, as in the traces of the LIRS paper (https://doi.org/10.1145/511334.511340) and in homework. */
export const text: TraceFormat = {
  ...ofWords(
    {
      name: "text",
      about:
        "Numbers separated by line ends, blanks or commas, decimal or 0x…, each a page; R or W may stand before or behind the only one of a line. Lines of * or # are skipped.",
      source: "The traces of the LIRS paper, https://doi.org/10.1145/511334.511340; reference strings of textbooks",
      parameters: {
        unit: UNIT,
        base: {
          unit: "text",
          default: "decimal",
          choices: ["decimal", "hex"],
          about: "hex: numbers are hexadecimal without 0x, too.",
        },
      },
      sharedExtensions: [".txt"],
    },
    { unit: "page", hexadecimal: false, marks: "may" },
  ),
  encoder: () => new LineEncoder(),
};

/** Addresses in hexadecimal digits. */
export const hex: TraceFormat = ofWords(
  {
    name: "hex",
    about:
      "Hexadecimal addresses, with or without 0x, one or more a line; R or W may stand before or behind the only one of a line.",
    source: "Output of many small tracers",
    parameters: { unit: { ...UNIT, default: "byte" } },
  },
  { unit: 1, hexadecimal: true, marks: "may" },
);

/** Names instead of numbers. */
export const ids: TraceFormat = ofWords(
  {
    name: "ids",
    about:
      "Names separated by line ends, blanks or commas: each different one is a page, and read. Lines of * or # are skipped.",
    source: "Reference strings of textbooks",
    parameters: {},
  },
  { unit: "id", hexadecimal: false, marks: "none" },
);

/** The memory traces of operating-systems courses. */
export const oscourse: TraceFormat = ofWords(
  {
    name: "oscourse",
    about: "An address a line in hexadecimal digits without 0x, and R or W behind it.",
    source: "The gcc and swim traces of operating-systems course material",
    parameters: {},
  },
  { unit: 1, hexadecimal: true, marks: "must" },
  looksLikeAddresses,
);

/**
 * A line of decimal digits could also be a page number: the format is recognised when all addresses have 8 or 16 digits
 * and one of them has a letter or begins with 0.
 */
function looksLikeAddresses({ lines }: Head): string | null {
  const fits = /^\s*([0-9a-f]{8}|[0-9a-f]{16})[ \t]+[rw]\s*$/i;
  const all = lines.map((line) => fits.exec(line)?.[1] ?? null);
  const width = all[0]?.length ?? 0;
  const isAddresses = lines.length > 0 && all.every((address) => address?.length === width);
  if (!isAddresses || !all.some((address) => /^0|[a-f]/i.test(address ?? ""))) return null;
  return `every line is an address of ${width} hexadecimal digits with R or W`;
}
