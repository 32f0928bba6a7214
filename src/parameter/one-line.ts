/** A name with parameters behind colons, `csv:place=offset:unit=sector`, taken apart. */
export interface OneLine {
  readonly name: string;
  readonly settings: readonly Setting[];
  /** The rest of the line from the first parameter that is not name=value on, as with a quote that is not closed. */
  readonly malformed: string | null;
}

/** A parameter as it was written; `value` is `null` where no "=" follows its name. */
export interface Setting {
  readonly text: string;
  readonly name: string;
  readonly value: string | null;
}

const SETTING = /^:(([^:='"]*)(?:=(?:'((?:[^']|'')*)'|"((?:[^"]|"")*)"|([^:'"][^:]*|)))?)(?=:|$)/su;

/** Takes a line apart. A value in quotes (' or ") may hold colons; a quote in it is written twice. */
export function readOneLine(written: string): OneLine {
  const colon = written.indexOf(":");
  const name = colon < 0 ? written : written.slice(0, colon);
  const settings: Setting[] = [];
  let rest = written.slice(name.length);
  while (rest !== "") {
    const read = SETTING.exec(rest);
    if (read === null) return { name, settings, malformed: rest.slice(1) };
    const [whole, text = "", parameter = "", single, double, plain] = read;
    const value = single?.replaceAll("''", "'") ?? double?.replaceAll('""', '"') ?? plain ?? null;
    settings.push({ text, name: parameter, value });
    rest = rest.slice(whole.length);
  }
  return { name, settings, malformed: null };
}

/** A value as it is written in a line: in quotes where it must be. */
export function quotedValue(value: string): string {
  return /[:'"]/.test(value) || value === "" ? `'${value.replaceAll("'", "''")}'` : value;
}
