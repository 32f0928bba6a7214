/** The engine cannot do what was asked of it; the message is a sentence for the person who asked. */
export class EngineError extends Error {
  override name = "EngineError";
}
