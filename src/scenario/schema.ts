import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import type { Catalogue } from "./catalogue.ts";
import { scenarioSchema } from "./written.ts";

/** The JSON Schema (draft 2020-12) of the scenarios that can be written with a catalogue, for editors to complete and check. */
export function scenarioJsonSchema(catalogue: Catalogue): JsonSchema {
  const schema = toJsonSchema(scenarioSchema(catalogue), {
    target: "draft-2020-12",
    typeMode: "input",
    overrideSchema: ({ valibotSchema, jsonSchema }) =>
      valibotSchema.type === "object" ? { ...jsonSchema, additionalProperties: false } : null,
  });
  return {
    title: "ballonet scenario",
    description: "An overcommitted host, its virtual machines and what they do.",
    ...schema,
  };
}
