import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { ScenarioError } from "ballonet";
import { fits } from "./fits.js";

/** Answers `POST /fits` with JSON: 200 and the answer, 400 and what is wrong with the question. */
export const server = createServer(async (request, response) => {
  const answer = (status, body) => {
    response.writeHead(status, { "content-type": "application/json" }).end(`${JSON.stringify(body, null, 2)}\n`);
  };
  if (request.method !== "POST" || request.url !== "/fits") return answer(404, { error: "POST /fits is all there is" });
  try {
    let text = "";
    for await (const piece of request.setEncoding("utf8")) {
      text += piece;
      if (text.length > 1e6) return answer(413, { error: "a question has at most a megabyte" });
    }
    answer(200, await fits(JSON.parse(text)));
  } catch (error) {
    const known = error instanceof ScenarioError || error instanceof SyntaxError || error instanceof TypeError;
    answer(known ? 400 : 500, { error: known ? error.message : "it could not be computed" });
  }
});

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  server.listen(Number(process.env.PORT ?? 8080), () => console.log("POST /fits on port", server.address().port));
}
