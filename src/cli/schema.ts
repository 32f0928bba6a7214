import { Command } from "commander";
import { STANDARD_STREAM, writeWhole } from "./console/output.ts";

/** `ballonet schema`: the JSON Schema of scenarios, with which an editor completes and checks them. */
export function schemaCommand(): Command {
  return new Command("schema")
    .description("print the JSON Schema of scenarios, for editors that complete and check them")
    .action(async () => {
      const [{ scenarioJsonSchema }, { catalogue }] = await Promise.all([
        import("../scenario/schema.ts"),
        import("../catalogue.ts"),
      ]);
      await writeWhole(STANDARD_STREAM, `${JSON.stringify(scenarioJsonSchema(catalogue), null, 2)}\n`);
    });
}
