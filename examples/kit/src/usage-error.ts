/** What the person typed cannot be done. The message says what was expected; the example ends with status 2. */
export class UsageError extends Error {
  override name = "UsageError";
}
