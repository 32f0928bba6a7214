import { EXIT, Failure } from "../console/fail.ts";
import { readable } from "../scenario-input.ts";

/** Reads what a host tells; converts an ImportError to a Failure. */
export async function imported<T>(first: string, work: () => Promise<T>): Promise<T> {
  try {
    return await readable(first, work);
  } catch (error) {
    if (error instanceof Error && error.name === "ImportError")
      throw new Failure(`ballonet: ${error.message}`, EXIT.wrong);
    throw error;
  }
}
