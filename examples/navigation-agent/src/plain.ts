import { Buffer } from "node:buffer";

/** How a typed array is written down in JSON. */
type Written = { float32: string } | { bytes: string };

const isWritten = (value: unknown): value is Written =>
  typeof value === "object" && value !== null && ("float32" in value || "bytes" in value);

const textOf = ({ buffer, byteOffset, byteLength }: Float32Array | Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");

/** A value with typed arrays in it as JSON can hold it, each array as base64. */
export function toPlain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, each: unknown) => {
      if (each instanceof Float32Array) return { float32: textOf(each) };
      return each instanceof Uint8Array ? { bytes: textOf(each) } : each;
    }),
  );
}

/** Back from {@link toPlain}. */
export function fromPlain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, each: unknown) => {
    if (!isWritten(each)) return each;
    const bytes = Uint8Array.from(Buffer.from("bytes" in each ? each.bytes : each.float32, "base64"));
    return "bytes" in each ? bytes : new Float32Array(bytes.buffer);
  });
}
