import { embeddedJson, escapeMarkup } from "../figure/markup.ts";
import { notice, script, scriptDigest, style } from "./page.generated.ts";

/** What a report's page is made of. */
export interface PageParts {
  readonly title: string;
  /** Markup, escaped where it must be. */
  readonly body: readonly string[];
  /** Plain data for the page's script, by the id of the element that holds it; a page without any has no script. */
  readonly data: { readonly [id: string]: unknown };
}

/** A whole page with its style and script in it; its Content-Security-Policy lets nothing else run and nothing be fetched. */
export function reportPage({ title, body, data }: PageParts): string {
  const draws = Object.keys(data).length > 0;
  const policy = `default-src 'none'; style-src 'unsafe-inline'${draws ? `; script-src '${scriptDigest}'` : ""}`;
  return `${[
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<title>${escapeMarkup(title)}</title>`,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    "<main>",
    ...body,
    "</main>",
    `<footer><p class="faint">Made by ballonet.${draws ? ` ${escapeMarkup(notice)}` : ""}</p></footer>`,
    ...Object.entries(data).map(
      ([id, value]) => `<script type="application/json" id="${escapeMarkup(id)}">${embeddedJson(value)}</script>`,
    ),
    ...(draws ? [`<script>${script}</script>`] : []),
    "</body>",
    "</html>",
  ].join("\n")}\n`;
}
