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

/** What fits a fresh template, which is freed; undefined where nothing is shipped. */
async function readAs<P extends ParameterTree>(file: string, template: P): Promise<P | undefined> {
  try {
    return existsSync(file) ? decodeParameters(await readFileOrExplain(file), template) : undefined;
  } finally {
    disposeParameters(template);
  }
}

/** A trained model that looks, or undefined where none is shipped. The tensors are the caller's. */
export const readLooker = (
  task: TaskName,
  model: "learned" | "random",
): Promise<RecurrentAttentionParameters | undefined> =>
  readAs(fileOf(task, model), initRecurrentAttention(createRandomStream(1), tasks[task].architecture));

/** The trained convolutional control, or undefined. The tensors are the caller's. */
export const readConvControl = (task: TaskName): Promise<ConvNetParameters | undefined> =>
  readAs(fileOf(task, "conv"), initConvControl(createRandomStream(1), tasks[task].side));
