import { decodeSafetensors, encodeSafetensors, type ArrayTensor } from "@wayfield/backend";
import type { PictureSize } from "../vision.ts";
import type { Unroll } from "../unroll.ts";

/** What every unroll of a task has in common. */
export interface UnrollSizes {
  steps: number;
  /** Numbers that the policy is told at a step. */
  inputs: number;
  /** Memory cells of the policy. */
  units: number;
  actions: number;
  pictureSize?: PictureSize | undefined;
}

/** An unroll as the bytes of a safetensors file: `images` alone are bytes, all else as it is. */
export function encodeUnroll(unroll: Unroll, metadata: Record<string, string> = {}): Uint8Array {
  const { version, steps, worlds, pictureSize, images, goals, episodes } = unroll;
  const table = (data: Float32Array | Int32Array, rows: number): ArrayTensor => ({
    shape: [rows, worlds, data.length / (rows * worlds)],
    data,
  });
  const rows = (data: Float32Array): ArrayTensor => table(data, 1);
  return encodeSafetensors(
    {
      inputs: table(unroll.inputs, steps + 1),
      actions: table(unroll.actions, steps),
      rewards: table(unroll.rewards, steps),
      weights: table(unroll.weights, steps),
      cuts: table(unroll.cuts, steps),
      logProbabilities: table(unroll.logProbabilities, steps),
      values: table(unroll.values, steps + 1),
      hidden: rows(unroll.hidden),
      cell: rows(unroll.cell),
      goals: { shape: [1], data: Float32Array.of(goals) },
      episodes: { shape: [episodes.length], data: Float32Array.from(episodes) },
      ...(images && pictureSize
        ? { images: { shape: [steps + 1, worlds, pictureSize.height, pictureSize.width, 3], data: images } }
        : {}),
    },
    { ...metadata, version: String(version) },
  );
}

const fail = (what: string): never => {
  throw new RangeError(`decodeUnroll: ${what}`);
};

type Tensors = Record<string, ArrayTensor>;

function assertNumbers(name: string, data: Float32Array): void {
  if (!data.every(Number.isFinite)) fail(`expected finite numbers in "${name}"`);
}

/** A table of the expected shape, out of a file that anyone may have sent. */
function floatsOf(tensors: Tensors, name: string, shape: readonly number[]): Float32Array {
  const tensor = tensors[name];
  if (!(tensor?.data instanceof Float32Array)) return fail(`expected float numbers "${name}"`);
  if (tensor.shape.join() !== shape.join())
    fail(`expected "${name}" in the shape [${shape.join(", ")}], got [${tensor.shape.join(", ")}]`);
  assertNumbers(name, tensor.data);
  return tensor.data;
}

function actionsOf(tensors: Tensors, steps: number, worlds: number, count: number): Int32Array {
  const data = tensors["actions"]?.data;
  if (!(data instanceof Int32Array) || data.length !== steps * worlds)
    return fail(`expected ${steps * worlds} whole numbers "actions"`);
  if (data.some((action) => action < 0 || action >= count)) fail(`expected actions from 0 to ${count - 1}`);
  return data;
}

function picturesOf(
  tensors: Tensors,
  size: PictureSize,
  count: number,
): Required<Pick<Unroll, "images" | "pictureSize">> {
  const data = tensors["images"]?.data;
  const expected = count * size.height * size.width * 3;
  if (!(data instanceof Uint8Array) || data.length !== expected)
    return fail(`expected ${expected} bytes "images"`);
  return { images: data, pictureSize: size };
}

/** How many worlds a file speaks of. */
function worldsIn(tensors: Tensors): number {
  const worlds = tensors["rewards"]?.shape[1] ?? 0;
  return worlds > 0 ? worlds : fail("expected at least one world");
}

/**
 * An unroll from bytes that may come from anywhere, and the file's metadata.
 * @throws RangeError if they are no unroll of these sizes or hold numbers that no actor makes.
 */
export function decodeUnroll(
  bytes: Uint8Array,
  { steps, inputs, units, actions, pictureSize }: UnrollSizes,
): { unroll: Unroll; metadata: Record<string, string> } {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const version = Number(metadata["version"] ?? NaN);
  if (!Number.isSafeInteger(version)) fail(`expected a version, got "${metadata["version"]}"`);
  const worlds = worldsIn(tensors);
  const perStep = (name: string): Float32Array => floatsOf(tensors, name, [steps, worlds, 1]);
  const episodes = tensors["episodes"]?.data;
  return {
    metadata,
    unroll: {
      version,
      steps,
      worlds,
      inputs: floatsOf(tensors, "inputs", [steps + 1, worlds, inputs]),
      ...(pictureSize ? picturesOf(tensors, pictureSize, (steps + 1) * worlds) : {}),
      actions: actionsOf(tensors, steps, worlds, actions),
      rewards: perStep("rewards"),
      goals: floatsOf(tensors, "goals", [1])[0]!,
      weights: perStep("weights"),
      cuts: perStep("cuts"),
      logProbabilities: perStep("logProbabilities"),
      values: floatsOf(tensors, "values", [steps + 1, worlds, 1]),
      hidden: floatsOf(tensors, "hidden", [1, worlds, units]),
      cell: floatsOf(tensors, "cell", [1, worlds, units]),
      episodes: episodes instanceof Float32Array ? [...episodes] : fail('expected "episodes"'),
    },
  };
}
