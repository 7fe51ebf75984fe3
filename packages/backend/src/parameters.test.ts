import { scalar, tensor1d, tensor2d, zerosLike } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import {
  countParameters,
  disposeParameters,
  flattenParameters,
  mapParameters,
  unflattenParameters,
} from "./parameters.ts";

const makeTree = () => ({ lstm: { kernel: tensor2d([[1, 2]]), bias: tensor1d([3]) }, scale: scalar(4) });

describe("parameter trees", () => {
  test("flatten to dotted names in order, and back", () => {
    const tree = makeTree();
    const flat = flattenParameters(tree);
    expect(Object.keys(flat)).toEqual(["lstm.kernel", "lstm.bias", "scale"]);
    const again = unflattenParameters(tree, flat);
    expect(again.lstm.kernel).toBe(tree.lstm.kernel);
    expect(countParameters(tree)).toBe(4);
    disposeParameters(tree);
  });

  test("map keeps the structure and tells the full name", () => {
    const tree = makeTree();
    const names: string[] = [];
    const zeros = mapParameters(tree, (tensor, name) => {
      names.push(name);
      return zerosLike(tensor);
    });
    expect(names).toEqual(["lstm.kernel", "lstm.bias", "scale"]);
    expect(zeros.lstm.kernel).toBeAllCloseTo([0, 0]);
    disposeParameters(tree);
    disposeParameters(zeros);
  });

  test("refuse what is no tensor, and names with dots", () => {
    expect(() => flattenParameters({ a: 1 })).toThrow(/at "a", got number/);
    expect(() => flattenParameters({ a: null })).toThrow(/got null/);
    const bad = { "a.b": scalar(1) };
    expect(() => flattenParameters(bad)).toThrow(/without dots/);
    bad["a.b"].dispose();
  });

  test("unflatten refuses missing and unknown names and other shapes", () => {
    const tree = makeTree();
    const flat = flattenParameters(tree);
    expect(() => unflattenParameters(tree, { ...flat, extra: tree.scale })).toThrow(/unknown "extra"/);
    expect(() => unflattenParameters({ ...tree, more: tree.scale }, flat)).toThrow(/"more" is missing/);
    expect(() => unflattenParameters(tree, { ...flat, scale: tree.lstm.bias })).toThrow(
      /"scale" of shape \[\], got \[1\]/,
    );
    disposeParameters(tree);
  });
});
