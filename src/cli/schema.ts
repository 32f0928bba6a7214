import { Command } from "commander";
import { STANDARD_STREAM, writeWhole } from "./console/output.ts";

/** `ballonet schema`: the JSON Schema of scenarios, for completion and checks in editors. */
export function schemaCommand(): Command {
  return new Command("schema")
    .description("print the JSON Schema of scenarios, for completion and checks in editors")
    .action(async () => {
      const [{ scenarioJsonSchema }, { catalogue }] = await Promise.all([
        import("../scenario/schema.ts"),
        import("../catalogue.ts"),
      ]);
      await writeWhole(STANDARD_STREAM, `${JSON.stringify(scenarioJsonSchema(catalogue), null, 2)}\n`);
    });
}
