import { dispose, keep, Tensor } from "@tensorflow/tfjs-core";

/**
 * Named parameters: a record whose values are tensors or, again, such records. A type of its own describes each
 * model's, for example `{ kernel: Tensor2D; bias: Tensor1D }`.
 */
export type ParameterTree = object;

/** Tensors by their full name, the path through the tree joined with dots: `"lstm.kernel"`. */
export type NamedTensors = Record<string, Tensor>;

/** `instanceof` alone would narrow to a tensor of unknown type arguments. */
const isTensor = (value: unknown): value is Tensor => value instanceof Tensor;

const describe = (value: unknown): string => (value === null ? "null" : typeof value);

function visit(tree: ParameterTree, prefix: string, see: (name: string, tensor: Tensor) => void): void {
  for (const [key, value] of Object.entries(tree) as [string, unknown][]) {
    const name = prefix === "" ? key : `${prefix}.${key}`;
    if (key === "" || key.includes(".")) {
      throw new TypeError(
        `parameter tree: expected a name without dots, got ${JSON.stringify(name)}; nest records instead`,
      );
    }
    if (isTensor(value)) see(name, value);
    else if (typeof value === "object" && value !== null && !Array.isArray(value)) visit(value, name, see);
    else
      throw new TypeError(
        `parameter tree: expected a tensor or a record at "${name}", got ${describe(value)}`,
      );
  }
}

/**
 * The tensors of a tree under their full names, in the tree's own order. Nothing is copied.
 * @throws TypeError if a value is neither tensor nor record, or a name holds a dot.
 * @example flattenParameters({ lstm: { kernel } }) // { "lstm.kernel": kernel }
 */
export function flattenParameters(tree: ParameterTree): NamedTensors {
  const flat: NamedTensors = {};
  visit(tree, "", (name, tensor) => {
    flat[name] = tensor;
  });
  return flat;
}

/**
 * A tree of the same structure whose tensors are `f(tensor, name)`.
 * @example const zeros = mapParameters(parameters, (tensor) => zerosLike(tensor));
 */
export function mapParameters<P extends ParameterTree>(
  tree: P,
  f: (tensor: Tensor, name: string) => Tensor,
): P {
  const rebuild = (node: ParameterTree, prefix: string): ParameterTree =>
    Object.fromEntries(
      Object.entries(node).map(([key, value]: [string, unknown]) => {
        const name = prefix === "" ? key : `${prefix}.${key}`;
        return [key, isTensor(value) ? f(value, name) : rebuild(value as ParameterTree, name)];
      }),
    );
  flattenParameters(tree); // validates
  return rebuild(tree, "") as P;
}

/**
 * A tree with the structure of `template` and the tensors of `named`.
 * @throws RangeError if a name is missing or too many, or a shape differs.
 */
export function unflattenParameters<P extends ParameterTree>(template: P, named: NamedTensors): P {
  const expected = flattenParameters(template);
  const unknown = Object.keys(named).filter((name) => !(name in expected));
  if (unknown.length > 0) {
    throw new RangeError(`unflattenParameters: unknown ${unknown.map((name) => `"${name}"`).join(", ")}`);
  }
  return mapParameters(template, (tensor, name) => {
    const found = named[name];
    if (found === undefined) throw new RangeError(`unflattenParameters: "${name}" is missing`);
    if (found.shape.join() !== tensor.shape.join()) {
      throw new RangeError(
        `unflattenParameters: expected "${name}" of shape [${tensor.shape.join(", ")}], got [${found.shape.join(", ")}]`,
      );
    }
    return found;
  });
}

/** Disposes every tensor of a tree. */
export function disposeParameters(tree: ParameterTree): void {
  dispose(Object.values(flattenParameters(tree)));
}

/** Takes every tensor of a tree out of the surrounding scope, so that it outlives it, and returns the tree. */
export function keepParameters<P extends ParameterTree>(tree: P): P {
  for (const tensor of Object.values(flattenParameters(tree))) keep(tensor);
  return tree;
}

/** How many numbers a tree holds. */
export function countParameters(tree: ParameterTree): number {
  return Object.values(flattenParameters(tree)).reduce((count, tensor) => count + tensor.size, 0);
}
