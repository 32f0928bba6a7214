import type { Parameter, ParameterValue } from "../../parameter/parameter.ts";
import { writeShare } from "../../parameter/share.ts";
import { formatBytes, formatDuration } from "../../words/units.ts";

/** A parameter's value the way a person would write it in a scenario: `100 MiB`, `80%`, `10 s`. */
export function settingInWords(value: ParameterValue, { unit, words }: Pick<Parameter, "unit" | "words">): string {
  if (value === null) return "not set";
  if (typeof value !== "number") return String(value);
  switch (unit) {
    case "ns":
      return formatDuration(value);
    case "bytes":
      return formatBytes(value, 3);
    case "bytesPerSecond":
      return `${formatBytes(value, 3)}/s`;
    case "share":
      return writeShare(value);
    case "pages":
      return `${value} pages`;
    default:
      return words?.[value] ?? String(value);
  }
}
