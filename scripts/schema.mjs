// Writes the scenario's JSON Schema into the built library, for editors.
import { writeFile } from "node:fs/promises";
import { catalogue } from "../dist/catalogue.js";
import { scenarioJsonSchema } from "../dist/scenario/schema.js";

const schema = `${JSON.stringify(scenarioJsonSchema(catalogue), null, 2)}\n`;
await writeFile(new URL("../dist/scenario.schema.json", import.meta.url), schema);
