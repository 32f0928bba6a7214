import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvReports } from "../../../src/report/run/csv.ts";
import {
  DEVICE_FIELDS,
  EVENT_FIELDS,
  HOST_FIELDS,
  HOST_SERIES_FIELDS,
  REASON_FIELDS,
  RESULT_FIELDS,
  RUN_FIELDS,
  VM_FIELDS,
  VM_SERIES_FIELDS,
} from "../../../src/report/run/fields.ts";
import { jsonReport } from "../../../src/report/run/json.ts";
import { causes } from "../../../src/simulation/cause.ts";
import { anyResult } from "../any-result.ts";
import { result, TIMES, vmResult } from "../build.ts";

describe("the JSON report", () => {
  it("parses to the result it was made of", () => {
    fc.assert(
      fc.property(anyResult, (any) => {
        // A slowdown without end is null there.
        expect(JSON.parse(jsonReport(any))).toEqual(JSON.parse(JSON.stringify(any)));
      }),
      { numRuns: 50 },
    );
  });

  it("is the same whatever the order of the object's keys", () => {
    const inOrder = result([vmResult("a")]);
    expect(jsonReport(reversed(inOrder))).toBe(jsonReport(inOrder));
  });

  it("begins with its version, has a line a VM and ends with a line feed", () => {
    const lines = jsonReport(result([vmResult("a"), vmResult("b")])).split("\n");
    expect(lines.slice(0, 2)).toEqual(["{", '  "version": 1,']);
    expect(
      lines.filter((line) => line.startsWith('    {"name": "a"') || line.startsWith('    {"name": "b"')),
    ).toHaveLength(2);
    expect(lines.slice(-2)).toEqual(["}", ""]);
  });
});

describe("the page about results", () => {
  const page = readFileSync(new URL("../../../docs/result.md", import.meta.url), "utf8");

  const said = new Set(page.match(/(?<=[`".])\w+(?=[`"])/g));

  it("tells of every field", () => {
    const fields = [
      ...RESULT_FIELDS,
      ...HOST_FIELDS,
      ...DEVICE_FIELDS,
      ...VM_FIELDS,
      ...EVENT_FIELDS,
      ...REASON_FIELDS,
      ...RUN_FIELDS,
    ];
    expect([...fields, "delayNs", "reasons", "why"].filter((field) => !said.has(field))).toEqual([]);
    expect(causes.filter((cause) => !page.includes(`\`${cause}\``))).toEqual([]);
  });

  it("tells of every column of the time series", () => {
    const series = page.slice(page.indexOf("## series"), page.indexOf("## run"));
    const columns = [...HOST_SERIES_FIELDS, ...VM_SERIES_FIELDS];
    expect(columns.filter((column) => !series.includes(`${column}\``))).toEqual([]);
  });
});

describe("the CSV reports", () => {
  it("read back as the numbers they were made of", () => {
    fc.assert(
      fc.property(anyResult, (any) => {
        const reports = csvReports(any);
        const [header, ...rows] = parse(reports["vms.csv"]);
        const vms = rows.map((row) => Object.fromEntries(row.map((text, i) => [header?.[i], text])));
        expect(vms).toEqual(
          any.vms.map(({ delayNs, reasons: _, ...vm }) => {
            const delays = Object.entries(delayNs).map(([cause, ns]) => [`delayNs ${cause}`, String(ns)]);
            return Object.fromEntries([...Object.entries(vm).map(([key, value]) => [key, String(value)]), ...delays]);
          }),
        );
        const series = parse(reports["series.csv"]);
        expect(series.length).toBe(any.series.timeNs.length + 1);
        expect(new Set(series.map((row) => row.length)).size).toBe(1);
        expect(parse(reports["host.csv"])[1]?.[0]).toBe(any.outcome);
      }),
      { numRuns: 50 },
    );
  });

  it("put every VM's columns beside the time", () => {
    const [header, first] = parse(csvReports(result([vmResult("web-1"), vmResult('a "b", c')]))["series.csv"]);
    expect(header?.slice(0, 3)).toEqual(["timeNs", "host freePages", "host swapUsedPages"]);
    expect(header).toContain("vm web-1 slowdown");
    expect(header).toContain('vm a "b", c balloonPages');
    expect(first?.[0]).toBe(String(TIMES[0]));
  });
});

/** A reader of RFC 4180 that knows nothing of the writer: one character after the other. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (quoted && character === '"' && text.charAt(i + 1) === '"') {
      field += '"';
      i++;
    } else if (character === '"') {
      quoted = !quoted;
    } else if (!quoted && character === ",") {
      row.push(field);
      field = "";
    } else if (!quoted && character === "\r" && text.charAt(i + 1) === "\n") {
      rows.push([...row, field]);
      row = [];
      field = "";
      i++;
    } else {
      field += character;
    }
  }
  expect({ row, field, quoted }).toEqual({ row: [], field: "", quoted: false });
  return rows;
}

/** The same value with the keys of every object in the opposite order. */
function reversed<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).reverse());
  });
}
