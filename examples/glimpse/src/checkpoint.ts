import { decodeSafetensors, encodeSafetensors } from "@wayfield/backend";
import { readFileOrExplain } from "@wayfield/backend/node";
import { UsageError } from "@wayfield/example-kit";
import type { ModelName } from "./models.ts";
import type { TaskName } from "./tasks.ts";

/** What a checkpoint is of. The weights alone do not tell a learned gaze from a random one, nor one schedule from another. */
export interface CheckpointLabel {
  task: TaskName;
  model: ModelName;
  seed: number;
  epochs: number;
}

/** The options that name a training, as one types them. */
export const trainingOptions = ({ task, model, seed, epochs }: CheckpointLabel): string =>
  `--task ${task} --model ${model} --epochs ${epochs} --seed ${seed}`;

/** The bytes of a checkpoint with what it is of among their metadata. */
export function labelCheckpoint(bytes: Uint8Array, label: CheckpointLabel): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(bytes);
  return encodeSafetensors(tensors, { ...metadata, training: trainingOptions(label) });
}

/**
 * The bytes of a checkpoint file.
 * @throws UsageError if there is no such file, or it is of another training.
 */
export async function readCheckpoint(file: string, label: CheckpointLabel): Promise<Uint8Array> {
  const bytes = await readFileOrExplain(file);
  const { training = "a training it does not name" } = decodeSafetensors(bytes).metadata;
  if (training === trainingOptions(label)) return bytes;
  throw new UsageError(
    `--resume: expected a checkpoint of ${trainingOptions(label)}, got one of ${training}; give the options it was begun with`,
  );
}
