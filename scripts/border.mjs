// Generates the TypeScript interface of a compiled engine module: its functions, record fields, enums and constants.
import { createHash } from "node:crypto";
import { CommonFlags, ElementKind, SourceKind } from "assemblyscript";
import { Transform } from "assemblyscript/transform";

/** Classes that are arrays of plain numbers in linear memory, with their element type; `null`: the class's type argument. */
const rows = { Column: null, Unset: "u32" };
const scalars = ["bool", "u8", "u16", "u32", "usize", "u64", "f64"];

/**
 * A compiler transform that passes the module's border as TypeScript to `take`, and adds the border's digest to the module as a custom section.
 * The border consists of the entry's exports, and of records, fields and enums tagged `@border`.
 */
export function borderOf(entry, take) {
  return class extends Transform {
    afterCompile(module) {
      const border = new Border(this.program).text();
      const digest = createHash("sha256").update(border).digest("hex").slice(0, 16);
      module.addCustomSection("ballonet", new TextEncoder().encode(digest));
      take(
        `// Made from ${entry} by scripts/border.mjs.\n${border}\n/** Digest of this border, also in the module's custom section. */\nexport const digest = "${digest}";\n`,
      );
    }
  };
}

class Border {
  #program;
  #shown = new Map();

  constructor(program) {
    this.#program = program;
    for (const element of program.elementsByName.values()) {
      if (element.kind === ElementKind.ClassPrototype && isUser(element)) this.#addRecord(element);
      if (element.kind === ElementKind.Enum && isUser(element) && tag(docOf(element.declaration), "border") !== null)
        this.#shown.set(element.name, element);
    }
  }

  #addRecord(prototype) {
    const doc = docOf(prototype.declaration);
    const way = tag(doc, "border");
    const instance = prototype.instances?.get("");
    if (instance === undefined) return;
    const fields = fieldsOf(instance).filter(
      ({ doc: about }) => way !== null || tag(about, "border") !== null || counterOf(about),
    );
    if (fields.length > 0)
      this.#add(prototype.name, {
        prototype,
        doc,
        fields,
        written: way === "written",
        bytes: instance.nextMemoryOffset,
      });
  }

  #add(name, shown) {
    if (this.#shown.has(name)) throw new Error(`border: there are two records or enums named ${name}`);
    this.#shown.set(name, shown);
  }

  /** The border as TypeScript. */
  text() {
    const exports = this.#exports();
    const functions = exports.filter(({ element }) => element.kind === ElementKind.FunctionPrototype);
    const constants = exports.filter(({ element }) => element.kind === ElementKind.Global);
    const enums = [...this.#shown.values()].filter(({ kind }) => kind === ElementKind.Enum);
    const records = [...this.#shown.values()].filter(({ fields }) => fields !== undefined);
    const written = records.filter(({ written }) => written);
    const read = records.filter(({ written }) => !written);
    const parts = [
      ...constants.map(({ name, element }) => constant(name, element)),
      ...enums.map(enumeration),
      ...written.map((record) => this.#written(record)),
      ...read.map((record) => this.#read(record)),
      this.#functions(functions),
    ].join("\n\n");
    const used = ["type Address", "choice", "type Layout", "Struct"].filter((name) =>
      new RegExp(`\\b${name.replace("type ", "")}[<(]`).test(parts),
    );
    return `import { ${used.join(", ")} } from "../struct.ts";\n\n${parts}`;
  }

  #exports() {
    const entry = [...this.#program.filesByName.values()].find(
      ({ source }) => source.sourceKind === SourceKind.UserEntry && isUserPath(source.normalizedPath),
    );
    const all = (file) => [
      ...[...(file.exports ?? [])].map(([name, element]) => ({ name, element })),
      ...(file.exportsStar ?? []).flatMap(all),
    ];
    return all(entry);
  }

  /** A record that TypeScript writes: its interface and its layout. */
  #written({ prototype: { name }, doc, fields, bytes }) {
    if (bytes > this.#scratchBytes())
      throw new Error(`border: ${name} has ${bytes} bytes, but SCRATCH_BYTES is ${this.#scratchBytes()}`);
    const types = fields.map(
      (field) => `${comment(field.doc, "  ")}  readonly ${field.name}: ${this.#valueOf(field)};`,
    );
    const places = fields.map((field) => {
      const words = this.#enumOf(field);
      return `    ${field.name}: { at: ${field.at}, as: ${words ? words.name : `"${scalarOf(field)}"`} },`;
    });
    return `${comment(doc)}export interface ${name} {\n${types.join("\n")}\n}\n\nexport const ${name}: Layout<"${name}", ${name}> = {\n  name: "${name}",\n  fields: {\n${places.join("\n")}\n  },\n};`;
  }

  #scratchBytes() {
    const { declaration } = this.#program.elementsByName.get("assembly/abi/memory/SCRATCH_BYTES");
    return Number(declaration.initializer.range.toString());
  }

  #valueOf(field) {
    const words = this.#enumOf(field);
    if (words) return words.name;
    const pointed = field.type.classReference;
    if (pointed) return this.#address(pointed, field.type);
    return scalarOf(field) === "bool" ? "boolean" : "number";
  }

  /** A record that TypeScript reads: a class with one getter per field. */
  #read({ prototype: { name }, doc, fields }) {
    const getters = fields.map(
      (field) => `${comment(field.doc, "  ")}  get ${field.name}()${this.#getter(name, field)}`,
    );
    const kept = fields
      .map(({ name: field, type }) => ({ field, pointed: type.classReference?.prototype.name }))
      .filter(({ pointed }) => pointed !== undefined && !(pointed in rows))
      .map(({ field, pointed }) => `  #${field}: ${pointed} | undefined;`);
    if (kept.length > 0) getters.unshift(kept.join("\n"));
    const counted = fields.flatMap((field) => counterOf(field.doc, field) ?? []);
    if (counted.length > 0) getters.push(totalsMethod(name, counted));
    const record = `${comment(doc)}export class ${name} extends Struct<"${name}"> {\n${getters.join("\n\n")}\n}`;
    return counted.length > 0 ? `${record}\n\n${totals(name, counted)}` : record;
  }

  #getter(record, field) {
    const { at, type } = field;
    const pointed = type.classReference;
    const words = this.#enumOf(field);
    if (words) return `: ${words.name} {\n    return choice(${words.name}, this.u32(${at}));\n  }`;
    if (!pointed) {
      const scalar = scalarOf(field);
      const [result, read] =
        scalar === "bool" ? ["boolean", `this.u8(${at}) !== 0`] : ["number", `this.${scalar}(${at})`];
      return `: ${result} {\n    return ${read};\n  }`;
    }
    const { name } = pointed.prototype;
    if (name in rows) return `: Address<"${rowName(pointed)}"> {\n    return this.address(${at});\n  }`;
    if (this.#shown.get(name)?.fields === undefined)
      throw new Error(`border: ${record}.${field.name} points to a ${name}, which has no field tagged @border`);
    // A record points to the same records for as long as it is there, and making an object for one at every look takes long.
    const kept = `    this.#${field.name} ??= new ${name}(this.memory, this.address(${at}));\n    return this.#${field.name};`;
    if (!type.isNullableReference) return `: ${name} {\n${kept}\n  }`;
    return `: ${name} | null {\n    if (this.u32(${at}) === 0) return null;\n${kept}\n  }`;
  }

  /** The enum type of a field, or null. */
  #enumOf({ declaration, owner }) {
    return this.#enumNamed(declaration.type, owner);
  }

  #enumNamed(typeNode, element) {
    const name = typeNode?.name?.identifier?.text;
    const found = name === undefined ? null : element.lookup(name);
    return found?.kind === ElementKind.Enum && this.#shown.has(found.name) ? found : null;
  }

  #functions(functions) {
    const lines = functions.map(({ name, element }) => {
      const { declaration } = element;
      const { signature } = [...element.instances.values()][0];
      const parameters = declaration.signature.parameters.map(
        (parameter, at) => `${parameter.name.text}: ${this.#typeOf(signature.parameterTypes[at])}`,
      );
      return `${comment(docOf(declaration), "  ")}  ${name}(${parameters.join(", ")}): ${this.#typeOf(signature.returnType, true)};`;
    });
    const unsigned = functions.filter(({ element }) => {
      const { returnType } = [...element.instances.values()][0].signature;
      return returnType.classReference || ["u32", "usize"].includes(returnType.toString());
    });
    const names = unsigned.map(({ name }) => `"${name}"`).join(", ");
    return `/** The functions that the module exports. */\nexport interface Functions {\n${lines.join("\n")}\n}\n\n/** Functions with an unsigned result, which JavaScript receives as signed. */\nexport const unsigned: readonly (keyof Functions)[] = [${names}];`;
  }

  #typeOf(type, result = false) {
    const { classReference } = type;
    if (classReference) return this.#address(classReference, type);
    const name = type.toString();
    if (name === "void") return "void";
    if (name === "bool") return result ? "number" : "boolean";
    if (!scalars.includes(name) || name === "u64") throw new Error(`border: a function cannot take or return ${name}`);
    return "number";
  }

  #address(classReference, type) {
    const { name } = classReference.prototype;
    const address = `Address<"${name in rows ? rowName(classReference) : name}">`;
    return type.isNullableReference ? `${address} | 0` : address;
  }
}

function isUserPath(path) {
  return path.startsWith("assembly/");
}

function isUser(element) {
  return isUserPath(element.internalName);
}

/** A record's fields that are not private, in declaration order. */
function fieldsOf(instance) {
  return [...instance.members.values()]
    .filter(
      (member) =>
        member.kind === ElementKind.PropertyPrototype && member.isField && (member.flags & CommonFlags.Private) === 0,
    )
    .map((member) => {
      const property = member.instance ?? member.boundPrototypes?.values().next().value?.instance;
      return {
        name: member.name,
        at: property.memoryOffset,
        type: property.type,
        declaration: member.fieldDeclaration,
        owner: instance.prototype,
        doc: docOf(member.fieldDeclaration),
      };
    });
}

function scalarOf({ name, type }) {
  const scalar = type.toString();
  if (type.classReference) return "u32";
  if (!scalars.includes(scalar))
    throw new Error(`border: field ${name} has type ${scalar}; only ${scalars.join(", ")} can cross`);
  return scalar === "usize" ? "u32" : scalar;
}

function rowName({ prototype: { name }, typeArguments }) {
  return `row of ${rows[name] ?? typeArguments[0]}`;
}

function constant(name, { declaration }) {
  const { initializer } = declaration;
  const text = initializer?.range.toString() ?? "";
  if (!/^(0x)?[\d_a-f]+$/i.test(text)) throw new Error(`border: constant ${name} must be a single number literal`);
  return `${comment(docOf(declaration))}export const ${name} = ${text};`;
}

/** Writes an enum as an array of its names, indexed by value. */
function enumeration({ name, declaration }) {
  const spell = tag(docOf(declaration), "border") === "camelCase" ? camelCase : kebabCase;
  const words = declaration.values.map(({ name: value, initializer }, at) => {
    const number = initializer === null ? at : Number(initializer.range.toString());
    if (number !== at)
      throw new Error(`border: ${name}.${value.text} is ${number}, but must be ${at}: values count from 0`);
    return `  "${spell(value.text)}",`;
  });
  const list = `${comment(docOf(declaration))}export const ${name} = [\n${words.join("\n")}\n] as const;\nexport type ${name} = (typeof ${name})[number];`;
  const caused = declaration.values.flatMap((value) => causeOf(value) ?? []);
  if (caused.length === 0) return list;
  if (caused.length < words.length) throw new Error(`border: not every value of ${name} has a tag @cause`);
  return `${list}\n\n${causes(
    name,
    declaration.values.map(({ name: value }, at) => ({ ...caused[at], value: spell(value.text) })),
  )}`;
}

/** What `@cause NAME MEANING` says of an enum's value: the cause in a result that it counts for. */
function causeOf(declaration) {
  const text = tag(docOf(declaration), "cause");
  if (text === null) return null;
  const found = /^([a-z-]+)(?: (.+\.))?$/.exec(text);
  if (found === null) throw new Error(`border: @cause ${text}: expected NAME [SENTENCE.]`);
  const [, cause, meaning = ""] = found;
  return { cause, meaning };
}

/** The causes of an enum's values: which each counts for, their names in order, and all-zero values. */
function causes(name, caused) {
  const constant = `${name[0].toLowerCase()}${name.slice(1)}`;
  const of = caused.map(({ value, cause }) => `  ${value}: "${cause}",`).join("\n");
  const first = caused.filter(({ cause }, at) => caused.findIndex((other) => other.cause === cause) === at);
  const names = first.map(({ cause, meaning }) => `${comment(meaning, "  ")}  "${cause}",`).join("\n");
  const nothing = first.map(({ cause }) => `  "${cause}": 0,`).join("\n");
  return `/** The cause in a result that each counts for. */\nexport const ${constant}Cause = {\n${of}\n} as const;\n\n/** Those causes in order; one without a comment has that of the one before. */\nexport const ${constant}Causes = [\n${names}\n] as const;\n\nexport const no${name}Causes = {\n${nothing}\n};`;
}

function camelCase(name) {
  return `${name[0].toLowerCase()}${name.slice(1)}`;
}

function kebabCase(name) {
  return camelCase(name).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The doc comment of a declaration, without its asterisks; empty if there is none. */
function docOf({ name, range }) {
  const { text } = range.source;
  const before = text.slice(0, Math.min(range.start, name?.range.start ?? range.start));
  const found = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:(?:@\w+|export|const|enum|class|function)\s+)*$/.exec(before);
  if (found === null) return "";
  return found[1].replace(/^\s*\* ?/gm, "").trim();
}

/**
 * What `@counter NAME UNIT ABOUT` says of a field; `null`: it is no counter of the result. `@series`: a result has its growth in each sample period.
 * `@column ABOVE|HEADER RANK MEANING`: the table of VMs shows it per second; columns with the highest rank leave a narrow table first.
 */
function counterOf(doc, field) {
  const text = tag(doc, "counter");
  if (text === null) return null;
  const found = /^(\w+) (\S+) (.+\.)$/.exec(text.replace(/\s*@border.*$/, ""));
  if (found === null) throw new Error(`border: @counter ${text}: expected NAME UNIT SENTENCE.`);
  const [, name, unit, about] = found;
  return { name, unit, about, field, isSampled: tag(doc, "series") !== null, column: columnOf(doc, name) };
}

function columnOf(doc, name) {
  const text = tag(doc, "column");
  if (text === null) return null;
  const found = /^([^|]*)\|([^|]+?) (\d+) (.+)$/.exec(text);
  if (found === null) throw new Error(`border: @column ${text}: expected ABOVE|HEADER RANK MEANING`);
  const [, above, header, rank, meaning] = found;
  return { name, header: [above, header], dispensable: Number(rank), meaning };
}

/** Units of what there is more of with more pages. */
const PER_PAGE = ["pages", "faults", "bytes", "requests"];

/** A method for all counters of a record; a bitmap counts its set bits. */
function totalsMethod(record, counted) {
  const values = counted.map(({ name, unit, field }) => {
    const set = field.type.classReference?.prototype.name === "Bitmap";
    return `      ${name}: this.${field.name}${set ? ".count" : ""}${PER_PAGE.includes(unit) ? " * each" : ""},`;
  });
  const isPerPage = counted.some(({ unit }) => PER_PAGE.includes(unit));
  return `  /** The counters by their names in a result; ${isPerPage ? "each page stands for so many" : "none counts pages"}. */\n  totals(${isPerPage ? "each" : "_each"}: number): ${record}Totals {\n    return {\n${values.join("\n")}\n    };\n  }`;
}

/** The type of a record's counters, their names in order, and all-zero values. */
function totals(record, counted) {
  const types = counted.map(
    ({ name, unit, about }) => `  /**\n   * ${about}\n   *\n   * @unit ${unit}\n   */\n  readonly ${name}: number;`,
  );
  const names = counted.map(({ name }) => `  "${name}",`).join("\n");
  const nothing = counted.map(({ name }) => `  ${name}: 0,`).join("\n");
  const constant = `${record[0].toLowerCase()}${record.slice(1)}`;
  const sampled = counted.filter(({ isSampled }) => isSampled).map(({ name }) => `  "${name}",\n`);
  const empty = counted.flatMap(({ name, isSampled }) => (isSampled ? `    ${name}: [],\n` : []));
  const columns = counted.flatMap(({ column }) => (column === null ? [] : `  ${JSON.stringify(column)},\n`));
  const series = `/** Those with a column in the time series. */\nexport const ${constant}Series = [\n${sampled.join("")}] as const;\n\n/** Their columns, empty. */\nexport function ${constant}Growth(): { [name in (typeof ${constant}Series)[number]]: number[] } {\n  return {\n${empty.join("")}  };\n}`;
  const shown = `/** Those with a column in the table of VMs, which shows them per second. */\nexport const ${constant}Columns = [\n${columns.join("")}] as const;`;
  const views = `${sampled.length > 0 ? `\n\n${series}` : ""}${columns.length > 0 ? `\n\n${shown}` : ""}`;
  return `/** The counters of \`${record}\` in a result. */\nexport interface ${record}Totals {\n${types.join("\n")}\n}\n\nexport const ${constant}Fields = [\n${names}\n] as const;\n\nexport const no${record}Totals: ${record}Totals = {\n${nothing}\n};${views}`;
}

/** The text after a tag in a doc comment; `null` if the tag is missing. */
function tag(doc, name) {
  const found = new RegExp(`(?:^|\\s)@${name}\\b *(.*)`).exec(doc);
  return found === null ? null : found[1].trim();
}

function comment(doc, indent = "") {
  const text = counterOf(doc)?.about ?? doc.replace(/\s*@\w+[\s\S]*$/, "").replace(/\s+/g, " ");
  return text === "" ? "" : `${indent}/** ${text} */\n`;
}
