import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { ScenarioError } from "ballonet";
import { fits } from "./fits.js";

/** Answers `POST /fits` with JSON: 200 and the result, or 400 and an error message. */
export const server = createServer(async (request, response) => {
  const answer = (status, body) => {
    response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body, null, 2)}\n`);
  };
  if (request.method !== "POST" || request.url !== "/fits") return answer(404, { error: "not found: use POST /fits" });
  try {
    let text = "";
    for await (const piece of request.setEncoding("utf8")) {
      text += piece;
      if (text.length > 1e6) return answer(413, { error: "the request body is larger than 1 MB" });
    }
    answer(200, await fits(JSON.parse(text)));
  } catch (error) {
    const known = error instanceof ScenarioError || error instanceof SyntaxError || error instanceof TypeError;
    answer(known ? 400 : 500, { error: known ? error.message : "internal error: the simulation failed" });
  }
});

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  server.listen(Number(process.env.PORT ?? 8080), () => console.log("POST /fits on port", server.address().port));
}
