// Generates, from the doc comments in assembly/replacement, the catalogue of replacement policies and the engine's registries of them.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { registries } from "./registries.mjs";

const folder = new URL("../assembly/replacement/", import.meta.url);

const VISIBILITIES = ["fault", "accessed-bit", "every-access", "future"];

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}

function parameter(text, where) {
  const oneOf = /^([\w-]+)=(\S+) ([\d.]+(?:\|[\d.]+)+) (.+)$/.exec(text);
  if (oneOf !== null) return numbered(oneOf.slice(1), where);
  const match = /^([\w-]+)=(\S+) (\S+)\.\.(\S+) (?:(\w+(?:\|\w+)+) )?(?:\((\w+)\) )?(.+)$/.exec(text);
  if (match === null)
    throw new Error(
      `${where}: @parameter ${text}: expected NAME=DEFAULT LEAST..MOST [WORD|WORD…] [(references)] SENTENCE or NAME=DEFAULT NUMBER|NUMBER… SENTENCE`,
    );
  const [, name, value, least, most, words, counted, about] = match;
  if (counted !== undefined && counted !== "references")
    throw new Error(`${where}: @parameter ${text}: (${counted}) is not known, only (references)`);
  const unit = counted ?? (/[.e]/.test(value + least + most) ? "number" : "count");
  const range = { unit, default: Number(value), least: Number(least), most: Number(most) };
  if (!(range.least <= range.default && range.default <= range.most))
    throw new Error(`${where}: @parameter ${text}: the default is not within ${least}..${most}`);
  return [name, { ...range, ...(words === undefined ? {} : { words: words.split("|") }), about: sentence(about) }];
}

/** A parameter that can only be one of a few numbers. */
function numbered([name, value, written, about], where) {
  const numbers = written.split("|").map(Number);
  if (!numbers.includes(Number(value)))
    throw new Error(`${where}: @parameter ${name}: the default ${value} is none of ${written}`);
  return [name, { unit: "number", default: Number(value), numbers, about: sentence(about) }];
}

/** The policy declared in a file; `null`: none. */
async function policyIn(file) {
  const source = await readFile(new URL(`${file}.ts`, folder), "utf8");
  const found = /\/\*\*((?:(?!\*\/)[\s\S])*@policy (?:(?!\*\/)[\s\S])*)\*\/\s*@unmanaged\s+export class (\w+)/.exec(
    source,
  );
  if (found === null) return null;
  const [, doc, className] = found;
  const lines = doc.split("\n").map((line) => line.replace(/^\s*\* ?/, "").trim());
  const tags = (name) =>
    lines.filter((line) => line.startsWith(`@${name} `)).map((line) => line.slice(name.length + 2));
  const [name] = tags("policy");
  const [number] = tags("number");
  const [visibility] = tags("visibility");
  const [paper] = tags("paper");
  const otherNames = tags("also").flatMap((words) => words.split(" "));
  const uses = tags("uses").flatMap((words) => words.split(" "));
  if (!name || !visibility || !paper) throw new Error(`${file}.ts: @policy, @visibility and @paper are needed`);
  if (!VISIBILITIES.includes(visibility))
    throw new Error(`${file}.ts: @visibility ${visibility} must be one of ${VISIBILITIES.join(", ")}`);
  const unknownUse = uses.find((word) => word !== "guest" && word !== "host");
  if (unknownUse !== undefined) throw new Error(`${file}.ts: @uses ${unknownUse}: it must be guest or host`);
  if (uses.includes("host") && !["fault", "accessed-bit"].includes(visibility))
    throw new Error(
      `${file}.ts: @uses host contradicts @visibility ${visibility}: the host sees only faults and accessed bits`,
    );
  const about = lines.slice(
    0,
    lines.findIndex((line) => line.startsWith("@")),
  );
  return {
    file,
    className,
    replayedBy: tags("replayed-by")[0] ?? null,
    entry: {
      name,
      number: number === undefined ? null : Number(number),
      visibility,
      guest: uses.includes("guest"),
      host: uses.includes("host"),
      about: about.join(" ").trim(),
      source: paper,
      parameters: Object.fromEntries(tags("parameter").map((text) => parameter(text, file))),
      ...(otherNames.length > 0 ? { otherNames } : {}),
    },
  };
}

/** Throws unless every policy has a unique name and number. */
function checkDistinct(policies) {
  const numbers = policies.map(({ entry }) => entry.number).filter(Number.isSafeInteger);
  const next = `the next free number is ${Math.max(...numbers) + 1}`;
  const byKey = new Map();
  for (const { file, entry } of policies) {
    if (!Number.isSafeInteger(entry.number))
      throw new Error(`${file}.ts: @number is ${entry.number === null ? "missing" : "not a whole number"}: ${next}`);
    for (const [key, advice] of [
      [`@policy ${entry.name}`, "write another name"],
      ...(entry.otherNames ?? []).map((name) => [`@policy ${name}`, "leave it out of @also"]),
      [`@number ${entry.number}`, next],
    ]) {
      const other = byKey.get(key);
      if (other !== undefined) throw new Error(`${file}.ts: ${key} is already used in ${other}.ts: ${advice}`);
      byKey.set(key, file);
    }
  }
}

const files = (await readdir(folder)).filter((file) => file.endsWith(".ts") && !file.includes(".generated."));
const found = await Promise.all(files.map((file) => policyIn(file.replace(/\.ts$/, ""))));
const policies = found.filter((policy) => policy !== null);
checkDistinct(policies);
const { source, groups } = registries(policies);
await writeFile(new URL("registry.generated.ts", folder), source);
// The optimum needs the future, which only a replay knows: it is in no registry, and its number is used only in the catalogue.
const { entry: opt } = await policyIn("../lab/opt");
const described = [...groups.flat().map(({ entry }) => entry), { ...opt, number: policies.length }];
await writeFile(
  new URL("../src/engine/policies.generated.ts", import.meta.url),
  `// Made from assembly/replacement by scripts/catalogue.mjs.\nexport const described = ${JSON.stringify(described, null, 2)} as const;\n`,
);
