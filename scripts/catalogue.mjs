// Writes the catalogue of replacement policies from the doc comments in assembly/replacement, numbered as its registry numbers them.
import { readFile, writeFile } from "node:fs/promises";

const folder = new URL("../assembly/replacement/", import.meta.url);
const registry = await readFile(new URL("registry.ts", folder), "utf8");

/** Lines of a doc comment, without their stars. */
function docLines(source, className) {
  const end = source.indexOf(`export class ${className}`);
  const start = source.lastIndexOf("/**", end);
  if (end < 0 || start < 0) throw new Error(`${className}: no doc comment`);
  return source
    .slice(start + 3, source.indexOf("*/", start))
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trim());
}

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}

function parameter(text, where) {
  const match = /^([\w-]+)=(\S+) (\S+)\.\.(\S+) (?:(\w+(?:\|\w+)+) )?(.+)$/.exec(text);
  if (match === null)
    throw new Error(`${where}: @parameter ${text}: expected NAME=DEFAULT LEAST..MOST [WORD|WORD…] SENTENCE`);
  const [, name, value, least, most, words, about] = match;
  const unit = /[.e]/.test(value + least + most) ? "number" : "count";
  const range = { unit, default: Number(value), least: Number(least), most: Number(most) };
  return [name, { ...range, ...(words === undefined ? {} : { words: words.split("|") }), about: sentence(about) }];
}

async function describe(
  className,
  number,
  file = new RegExp(`import \\{ ${className} \\} from "\\./(.+)"`).exec(registry)?.[1],
) {
  const lines = docLines(await readFile(new URL(`${file}.ts`, folder), "utf8"), className);
  const tag = (name) => lines.filter((line) => line.startsWith(`@${name} `)).map((line) => line.slice(name.length + 2));
  const [name] = tag("policy");
  const [visibility] = tag("visibility");
  const [source] = tag("paper");
  const uses = tag("uses").join(" ").split(" ");
  if (!name || !visibility || !source) throw new Error(`${file}.ts: @policy, @visibility and @paper are needed`);
  return {
    name,
    number,
    visibility,
    guest: uses.includes("guest"),
    host: uses.includes("host"),
    about: lines
      .slice(0, lines.indexOf(lines.find((line) => line.startsWith("@"))))
      .join(" ")
      .trim(),
    source,
    parameters: Object.fromEntries(tag("parameter").map((text) => parameter(text, file))),
  };
}

if (!registry.includes("case 0: return"))
  throw new Error("registry.ts: a policy is one line, `case N: return action.on<Class<M>>(…);`");
const cases = [...registry.matchAll(/case (\d+): return action\.on<(\w+)<M>>/g)];
const policies = await Promise.all(cases.map(([, number, className]) => describe(className, Number(number))));
// Only a replay knows the future: the optimum is no policy of the registry, and what it is made with is not its number.
policies.push(await describe("Opt", policies.length, "../lab/opt"));
await writeFile(
  new URL("../src/engine/policies.generated.ts", import.meta.url),
  `// Made from assembly/replacement by scripts/catalogue.mjs.\nexport const described = ${JSON.stringify(policies, null, 2)} as const;\n`,
);
