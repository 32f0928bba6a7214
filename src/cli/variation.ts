import { InvalidArgumentError } from "commander";
import type { Variation } from "../study/variation.ts";

/** `--vary PATH=A,B,C`, which may be repeated. Commas inside brackets and quotes belong to a value. */
export function variation(written: string, earlier: readonly Variation[] = []): Variation[] {
  const at = written.indexOf("=");
  const values = at < 1 ? [] : valueList(written.slice(at + 1));
  if (values.length === 0 || values.includes(""))
    throw new InvalidArgumentError("Write PATH=A,B,C, for example host.memory=24GiB,28GiB.");
  return [...earlier, { path: written.slice(0, at), values }];
}

function valueList(written: string): string[] {
  const values = [""];
  let depth = 0;
  let quote = "";
  for (const character of written) {
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if ("[{".includes(character)) depth++;
    else if ("]}".includes(character)) depth--;
    if (character === "," && depth === 0 && quote === "") values.push("");
    else values[values.length - 1] += character;
  }
  return values.map((value) => value.trim());
}
