import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";
import type { Catalogue } from "./catalogue.ts";
import { saidOf } from "./key/described.ts";
import { scenarioSchema } from "./parts.ts";

/** The JSON Schema (draft 2020-12) of the scenarios that can be written with a catalogue, for editors to complete and check. */
export function scenarioJsonSchema(catalogue: Catalogue): JsonSchema {
  const schema = toJsonSchema(scenarioSchema(catalogue), {
    target: "draft-2020-12",
    typeMode: "input",
    overrideSchema: ({ valibotSchema, jsonSchema }) =>
      isGroup(valibotSchema) ? asGroup(jsonSchema, valibotSchema.entries) : null,
  });
  return {
    title: "ballonet scenario",
    description: "An overcommitted host, its virtual machines and what they do.",
    ...schema,
  };
}

/** A group of keys, with what each key says of itself. */
function asGroup(schema: JsonSchema, entries: v.ObjectEntries): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([key, property]) => {
    const entry = entries[key];
    const isPlain = entry === undefined || typeof property === "boolean";
    return [key, isPlain ? property : { ...property, ...saidOf(entry) }];
  });
  return { ...schema, properties: Object.fromEntries(properties), additionalProperties: false };
}

function isGroup(schema: {
  readonly type: string;
}): schema is { readonly type: "object"; readonly entries: v.ObjectEntries } {
  return schema.type === "object";
}
