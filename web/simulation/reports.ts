import { jsonReport, type Result, runSvg } from "ballonet";
import { runHtml } from "ballonet/html";
import type { SavedForm } from "./messages.ts";

/** Writes a result in a file format. */
export function savedAs(form: SavedForm, result: Result): string {
  switch (form) {
    case "json":
      return jsonReport(result);
    case "html":
      return runHtml(result);
    case "svg":
      return runSvg(result);
  }
}
