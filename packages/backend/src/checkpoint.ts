import { tensor, type Tensor } from "@tensorflow/tfjs-core";
import type { OptimiserState } from "./optimisers.ts";
import {
  flattenParameters,
  unflattenParameters,
  type NamedTensors,
  type ParameterTree,
} from "./parameters.ts";
import type { RandomStreamState } from "./random-stream.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type ArrayTensor,
  type SafetensorsContent,
} from "./safetensors.ts";

/** Everything a training needs to go on as if it had not stopped. */
export interface Checkpoint<P extends ParameterTree> {
  /** The model's weights. */
  parameters: P;
  /** The optimiser's running averages. */
  optimiser: OptimiserState;
  /** Updates made so far. */
  step: number;
  /** The state of every random stream of the training, by name. */
  random: Record<string, RandomStreamState>;
  /** Whatever the training wants back as it is: its configuration, say. Must survive JSON. */
  notes: unknown;
}

const parameterPrefix = "parameters.";
const slotPrefix = "optimiser.";

async function toArray(value: Tensor): Promise<ArrayTensor> {
  return { shape: value.shape, data: await value.data<"float32">() };
}

function assertFinite(where: string, name: string, { data }: ArrayTensor): void {
  const at = (data as Float32Array).findIndex((value) => !Number.isFinite(value));
  if (at >= 0)
    throw new RangeError(`${where}: "${name}" holds ${String(data[at])} at index ${at}; it was not written`);
}

async function toArrays(where: string, named: NamedTensors, prefix = ""): Promise<[string, ArrayTensor][]> {
  return Promise.all(
    Object.entries(named).map(async ([name, value]): Promise<[string, ArrayTensor]> => {
      const array = await toArray(value);
      assertFinite(where, prefix + name, array);
      return [prefix + name, array];
    }),
  );
}

/**
 * A parameter tree as a safetensors file, each tensor under its full name, readable from Python.
 * @throws RangeError if a weight is not finite.
 * @example await writeFileAtomically("weights.safetensors", await encodeParameters(parameters));
 */
export async function encodeParameters(
  parameters: ParameterTree,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  const arrays = await toArrays("encodeParameters", flattenParameters(parameters));
  return encodeSafetensors(Object.fromEntries(arrays), metadata);
}

/** Checks every array against a template before any tensor is made, then makes them. */
function toTensors(arrays: Record<string, ArrayTensor>, template: NamedTensors, what: string): NamedTensors {
  const missing = Object.keys(template).filter((name) => !(name in arrays));
  const unknown = Object.keys(arrays).filter((name) => !(name in template));
  if (missing.length + unknown.length > 0) {
    const list = (names: string[]): string => names.map((name) => `"${name}"`).join(", ") || "none";
    throw new RangeError(
      `${what}: the file does not fit this model; missing: ${list(missing)}; unknown: ${list(unknown)}`,
    );
  }
  for (const [name, { shape }] of Object.entries(arrays)) {
    const expected = template[name]!.shape;
    if (expected.join() === shape.join()) continue;
    throw new RangeError(
      `${what}: expected "${name}" of shape [${expected.join(", ")}], got [${shape.join(", ")}]`,
    );
  }
  return Object.fromEntries(
    Object.keys(template).map((name) => {
      const { shape, data } = arrays[name]!;
      return [name, tensor(Float32Array.from(data), [...shape], "float32")];
    }),
  );
}

/**
 * Reads a parameter tree from a safetensors file. All or nothing: if anything does not fit, no tensor is made.
 * @param template A tree with the names and shapes that are expected, such as a freshly initialised model's.
 * @returns A new tree, the caller's; the template stays as it is.
 * @throws RangeError for a broken file, a missing or unknown name, or another shape.
 * @example const trained = decodeParameters(bytes, initial);
 */
export function decodeParameters<P extends ParameterTree>(bytes: Uint8Array, template: P): P {
  const { tensors } = decodeSafetensors(bytes);
  return unflattenParameters(template, toTensors(tensors, flattenParameters(template), "decodeParameters"));
}

/** The slots of an optimiser under one flat name each. */
const flattenSlots = ({ slots }: OptimiserState): NamedTensors =>
  Object.fromEntries(
    Object.entries(slots).flatMap(([slot, named]) =>
      Object.entries(named).map(([name, value]): [string, Tensor] => [`${slot}.${name}`, value]),
    ),
  );

/**
 * A whole training state as one safetensors file.
 * @throws RangeError if a weight or an average is not finite: a broken training never overwrites a good checkpoint.
 */
export async function encodeCheckpoint<P extends ParameterTree>(
  checkpoint: Checkpoint<P>,
): Promise<Uint8Array> {
  const { parameters, optimiser, step, random, notes } = checkpoint;
  // All is asked for at once: while one waits for the first numbers, an update may dispose the others.
  const state = JSON.stringify({ step, optimiserStep: optimiser.step, random, notes });
  const arrays = await Promise.all([
    toArrays("encodeCheckpoint", flattenParameters(parameters), parameterPrefix),
    toArrays("encodeCheckpoint", flattenSlots(optimiser), slotPrefix),
  ]);
  return encodeSafetensors(Object.fromEntries(arrays.flat()), { format: "wayfield-checkpoint-1", state });
}

interface StoredState {
  step: number;
  optimiserStep: number;
  random: Record<string, RandomStreamState>;
  notes: unknown;
}

function stateOf({ metadata }: SafetensorsContent): StoredState {
  if (metadata["format"] !== "wayfield-checkpoint-1" || metadata["state"] === undefined) {
    throw new RangeError(
      "decodeCheckpoint: the file holds no training state; read plain weights with decodeParameters instead",
    );
  }
  return JSON.parse(metadata["state"]) as StoredState;
}

/**
 * Reads what {@link encodeCheckpoint} wrote. All or nothing: if anything does not fit, no tensor is made and whatever
 * the caller holds is untouched.
 * @param template Parameters and optimiser state with the names and shapes that are expected.
 * @returns A new checkpoint whose tensors are the caller's.
 * @throws RangeError for a broken file, another kind of file, a missing or unknown name, or another shape.
 */
export function decodeCheckpoint<P extends ParameterTree>(
  bytes: Uint8Array,
  template: Pick<Checkpoint<P>, "parameters" | "optimiser">,
): Checkpoint<P> {
  const content = decodeSafetensors(bytes);
  const { step, optimiserStep, random, notes } = stateOf(content);
  const expected = {
    ...withPrefix(flattenParameters(template.parameters), parameterPrefix),
    ...withPrefix(flattenSlots(template.optimiser), slotPrefix),
  };
  const all = toTensors(content.tensors, expected, "decodeCheckpoint");
  const parameters = unflattenParameters(template.parameters, withoutPrefix(all, parameterPrefix));
  const flatSlots = withoutPrefix(all, slotPrefix);
  const slots = Object.fromEntries(
    Object.entries(template.optimiser.slots).map(([slot, named]) => [
      slot,
      Object.fromEntries(Object.keys(named).map((name) => [name, flatSlots[`${slot}.${name}`]!])),
    ]),
  );
  return { parameters, optimiser: { step: optimiserStep, slots }, step, random, notes };
}

const withPrefix = (named: NamedTensors, prefix: string): NamedTensors =>
  Object.fromEntries(Object.entries(named).map(([name, value]) => [prefix + name, value]));

const withoutPrefix = (named: NamedTensors, prefix: string): NamedTensors =>
  Object.fromEntries(
    Object.entries(named)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
