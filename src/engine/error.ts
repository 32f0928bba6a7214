/** The engine cannot do what was asked. The message is a sentence for the user. */
export class EngineError extends Error {
  override name = "EngineError";
}
