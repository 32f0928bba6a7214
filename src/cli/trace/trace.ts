import { Command } from "commander";
import { traceConvertCommand } from "./convert.ts";
import { traceInfoCommand } from "./info.ts";
import { traceRecordCommand } from "./record.ts";

/** `ballonet trace`: what can be done with a trace besides simulating it. */
export function traceCommand(): Command {
  const trace = new Command("trace").description("look at page traces, convert them, record them");
  for (const command of [traceInfoCommand(), traceConvertCommand(), traceRecordCommand()]) trace.addCommand(command);
  return trace;
}
