type Group = Readonly<Record<string, unknown>>;

/** Whether something of unknown shape has named parts. */
export function isGroup(value: unknown): value is Group {
  return typeof value === "object" && value !== null;
}

/** A value of unknown shape for a sentence: `-1`, `NaN`, `"web"` in quotes; for lists and objects only their kind. */
export function valueInWords(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
    case "object":
      return value === null ? "null" : Array.isArray(value) ? "[a list]" : "[an object]";
    case "function":
      return "[a function]";
    default:
      return String(value);
  }
}
