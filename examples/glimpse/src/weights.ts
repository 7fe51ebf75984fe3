import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  createRandomStream,
  decodeParameters,
  disposeParameters,
  type ParameterTree,
} from "@wayfield/backend";
import { readFileOrExplain } from "@wayfield/backend/node";
import type { ConvNetParameters } from "@wayfield/conv";
import { initRecurrentAttention, type RecurrentAttentionParameters } from "@wayfield/recurrent-attention";
import { initConvControl } from "./conv-control.ts";
import type { ModelName } from "./models.ts";
import { tasks, type TaskName } from "./tasks.ts";

/** Where the repository keeps weights that this example trained. */
const fileOf = (task: TaskName, model: ModelName): string =>
  fileURLToPath(new URL(`../weights/${task}-${model}.safetensors`, import.meta.url));

/** What fits a fresh template, which is freed. */
async function readAs<P extends ParameterTree>(file: string, template: P): Promise<P> {
  try {
    return decodeParameters(await readFileOrExplain(file), template);
  } finally {
    disposeParameters(template);
  }
}

/** A trained model that looks, from a file that a training wrote. The tensors are the caller's. */
export const readLookerFrom = (file: string, task: TaskName): Promise<RecurrentAttentionParameters> =>
  readAs(file, initRecurrentAttention(createRandomStream(1), tasks[task].architecture));

/** A shipped model that looks, or undefined where none is shipped. The tensors are the caller's. */
export async function readLooker(
  task: TaskName,
  model: "learned" | "random",
): Promise<RecurrentAttentionParameters | undefined> {
  const file = fileOf(task, model);
  return existsSync(file) ? readLookerFrom(file, task) : undefined;
}

/** The shipped convolutional control, or undefined. The tensors are the caller's. */
export async function readConvControl(task: TaskName): Promise<ConvNetParameters | undefined> {
  const file = fileOf(task, "conv");
  if (!existsSync(file)) return undefined;
  return readAs(file, initConvControl(createRandomStream(1), tasks[task].side));
}
