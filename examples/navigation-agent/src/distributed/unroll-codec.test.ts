import { encodeSafetensors, decodeSafetensors } from "@wayfield/backend";
import { describe, expect, test } from "vitest";
import { joinUnrolls } from "./join-unrolls.ts";
import { countingUnroll, sizes } from "./task.fixture.ts";
import { decodeUnroll, encodeUnroll } from "./unroll-codec.ts";

describe("an unroll on its way", () => {
  test("comes out as it went in", () => {
    const { unroll, metadata } = decodeUnroll(encodeUnroll(countingUnroll(7), { start: "x" }), sizes);
    expect(unroll).toEqual(countingUnroll(7));
    expect(metadata["start"]).toBe("x");
  });

  const spoiled = (change: (content: ReturnType<typeof decodeSafetensors>) => void): Uint8Array => {
    const content = decodeSafetensors(encodeUnroll(countingUnroll(1)));
    change(content);
    return encodeSafetensors(content.tensors, content.metadata);
  };

  test.each([
    ["bytes of something else", new TextEncoder().encode("PING PONG PING PONG"), /safetensors/i],
    ["half a file", encodeUnroll(countingUnroll(1)).slice(0, 300), /./],
    ["no version", spoiled(({ metadata }) => delete metadata["version"]), /expected a version/],
    ["a missing table", spoiled(({ tensors }) => delete tensors["cuts"]), /"cuts"/],
    [
      "a number that is none",
      spoiled(({ tensors }) => (tensors["values"]!.data[1] = NaN)),
      /finite numbers in "values"/,
    ],
    [
      "an action that there is not",
      spoiled(({ tensors }) => (tensors["actions"]!.data[0] = 4)),
      /actions from 0 to 3/,
    ],
    ["no pictures", spoiled(({ tensors }) => delete tensors["images"]), /"images"/],
  ])("is refused with the reason: %s", (_name, bytes, reason) => {
    expect(() => decodeUnroll(bytes, sizes)).toThrow(reason);
  });

  test("is refused by a learner of other sizes", () => {
    const bytes = encodeUnroll(countingUnroll(1));
    expect(() => decodeUnroll(bytes, { ...sizes, inputs: 4 })).toThrow(/"inputs" in the shape \[3, 2, 4\]/);
    expect(() => decodeUnroll(bytes, { ...sizes, units: 3 })).toThrow(/"hidden"/);
  });
});

describe("unrolls side by side", () => {
  const [one, two] = [countingUnroll(5, 1), countingUnroll(3, 2)];
  const both = joinUnrolls([one, two]);

  test("each world keeps its own numbers", () => {
    for (let t = 0; t < sizes.steps; t++) {
      expect(both.rewards[t * 3]).toBe(one.rewards[t]);
      expect([...both.rewards.slice(t * 3 + 1, t * 3 + 3)]).toEqual([...two.rewards.slice(t * 2, t * 2 + 2)]);
      expect([...both.images!.slice(t * 18, t * 18 + 6)]).toEqual([...one.images!.slice(t * 6, t * 6 + 6)]);
    }
    expect([...both.hidden]).toEqual([...one.hidden, ...two.hidden]);
  });

  test("there are as many worlds as in all, the oldest weights, and all episodes", () => {
    expect([both.worlds, both.version]).toEqual([3, 3]);
    expect(both.episodes).toEqual([1, 5, 1, 3]);
    expect(both.inputs.length).toBe(one.inputs.length + two.inputs.length);
  });

  test("none are refused", () => {
    expect(() => joinUnrolls([])).toThrow(RangeError);
  });
});
