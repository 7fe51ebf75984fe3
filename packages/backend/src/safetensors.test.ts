import { describe, expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

/** A file from a header written by hand and the bytes after it. */
function fileOf(header: string, data: ArrayLike<number> = []): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const entry = (dtype: string, shape: string, offsets: string): string =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;

describe("round trip", () => {
  test("keeps every type, shape, number and the metadata", () => {
    const tensors = {
      bytes: { shape: [3], data: Uint8Array.of(0, 128, 255) },
      doubles: { shape: [2], data: Float64Array.of(Math.PI, -0) },
      floats: { shape: [2, 1, 2], data: Float32Array.of(1, -2.5, NaN, Infinity) },
      integers: { shape: [], data: Int32Array.of(-7) },
      nothing: { shape: [0, 4], data: new Float32Array(0) },
    };
    const decoded = decodeSafetensors(encodeSafetensors(tensors, { note: 'ünïcode "quoted"' }));
    expect(decoded.metadata).toEqual({ note: 'ünïcode "quoted"' });
    expect(decoded.tensors).toEqual(tensors);
  });

  test("numbers start on a multiple of eight bytes, and reading works from any offset in a larger buffer", () => {
    const bytes = encodeSafetensors({ a: { shape: [1], data: Float32Array.of(1.5) } });
    expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeSafetensors(shifted.subarray(3)).tensors["a"]?.data).toEqual(Float32Array.of(1.5));
  });
});

describe("literal files", () => {
  test("a file written byte by byte from the format's description", () => {
    const file = fileOf(`{"w":${entry("F32", "[2]", "[0,8]")}}  `, [0, 0, 128, 63, 0, 0, 0, 192]);
    expect(decodeSafetensors(file).tensors["w"]).toEqual({ shape: [2], data: Float32Array.of(1, -2) });
  });

  test("half and bfloat16 numbers become float32", () => {
    // 0x3c00 = 1, 0xc000 = −2, 0x0001 = 2⁻²⁴, 0x7c00 = ∞ in binary16; 0x3f80 = 1, 0xc040 = −3 in bfloat16.
    const half = fileOf(`{"h":${entry("F16", "[4]", "[0,8]")}}`, [0, 0x3c, 0, 0xc0, 1, 0, 0, 0x7c]);
    expect(decodeSafetensors(half).tensors["h"]?.data).toEqual(Float32Array.of(1, -2, 2 ** -24, Infinity));
    const bfloat = fileOf(`{"b":${entry("BF16", "[2]", "[0,4]")}}`, [0x80, 0x3f, 0x40, 0xc0]);
    expect(decodeSafetensors(bfloat).tensors["b"]?.data).toEqual(Float32Array.of(1, -3));
  });
});

describe("refuses, each with a message of its own", () => {
  const good = encodeSafetensors({ w: { shape: [2], data: Float32Array.of(1, 2) } });
  const huge = Uint8Array.from(good);
  new DataView(huge.buffer).setBigUint64(0, 100_000_001n, true);
  const beyond = Uint8Array.from(good);
  beyond[0] = 255;
  const two = (second: string): string =>
    `{"a":${entry("U8", "[4]", "[0,4]")},"b":${entry("U8", "[4]", second)}}`;

  const cases: [string, Uint8Array, RegExp][] = [
    ["an empty file", new Uint8Array(0), /at least 8 bytes, got 0/],
    ["a header over 100 MB", huge, /claims 100000001 bytes, the format allows 100 MB/],
    ["a header longer than the file", beyond, /claims 255 bytes.*truncated/],
    ["a file cut short anywhere in its numbers", good.subarray(0, good.length - 1), /truncated/],
    ["bytes after the last array", Uint8Array.from([...good, 0]), /1 bytes at the end belong to no array/],
    ["a header that is no JSON", fileOf("{nonsense"), /not JSON/],
    ["a header that is no object", fileOf("[1]"), /not a JSON object/],
    ["a header that is not UTF-8", Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0xff), /not UTF-8/],
    [
      "a name that stands twice",
      fileOf(`{"a":${entry("U8", "[1]", "[0,1]")},"a":${entry("U8", "[1]", "[0,1]")}}`, [1]),
      /"a" twice/,
    ],
    [
      "a name that stands twice, once escaped",
      fileOf(`{"a":${entry("U8", "[1]", "[0,1]")},"\\u0061":${entry("U8", "[1]", "[0,1]")}}`, [1]),
      /"a" twice/,
    ],
    [
      "a field that stands twice",
      fileOf('{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}', [1]),
      /"dtype" twice/,
    ],
    [
      "an unknown type",
      fileOf(`{"a":${entry("I64", "[1]", "[0,8]")}}`, new Uint8Array(8)),
      /"a" has the element type "I64", expected one of F64/,
    ],
    ["a negative extent", fileOf(`{"a":${entry("U8", "[-1]", "[0,1]")}}`, [1]), /"a" has the shape \[-1\]/],
    [
      "a shape that does not fit",
      fileOf(`{"a":${entry("F32", "[3]", "[0,8]")}}`, new Uint8Array(8)),
      /needs 12 bytes, its offsets give 8/,
    ],
    [
      "offsets that run backwards",
      fileOf(`{"a":${entry("U8", "[1]", "[1,0]")}}`, [1]),
      /needs 1 bytes, its offsets give -1/,
    ],
    ["offsets that are no numbers", fileOf(`{"a":${entry("U8", "[1]", '["0",1]')}}`, [1]), /has the offsets/],
    ["arrays that overlap", fileOf(two("[2,6]"), new Uint8Array(6)), /"b" overlaps the array before it/],
    [
      "a hole between arrays",
      fileOf(two("[6,10]"), new Uint8Array(10)),
      /2 bytes before "b" belong to no array/,
    ],
    [
      "offsets out of the file",
      fileOf(two("[4,8]"), new Uint8Array(6)),
      /"b" ends at 8, the file's data at 6/,
    ],
    ["metadata that is not text", fileOf('{"__metadata__":{"a":1}}'), /__metadata__ to map names to text/],
  ];
  test.each(cases)("%s", (_what, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  });

  test("writing an array whose length is not its shape's product", () => {
    expect(() => encodeSafetensors({ a: { shape: [3], data: new Float32Array(2) } })).toThrow(
      /that is 3 numbers, but 2/,
    );
    expect(() => encodeSafetensors({ __metadata__: { shape: [], data: new Float32Array(1) } })).toThrow(
      /reserved/,
    );
  });
});

test("any single corrupted byte of the header is refused or read as another valid header, never crashes otherwise", () => {
  const good = encodeSafetensors({ w: { shape: [2], data: Float32Array.of(1, 2) } }, { a: "b" });
  const headerEnd = good.length - 8;
  for (let at = 0; at < headerEnd; at++) {
    const broken = Uint8Array.from(good);
    broken[at]! ^= 0x11;
    try {
      decodeSafetensors(broken);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
      expect((error as Error).message).toMatch(/^decodeSafetensors: /);
    }
  }
});
