import { createRandomStream, useBackend } from "@wayfield/backend";
import { defineExample, number, readMnist } from "@wayfield/example-kit";
import { accuracies } from "./digits/network.ts";
import { DigitTraining, resume, train } from "./digits/train.ts";

export const main = defineExample({
  name: "neuron",
  summary: "neuron models beside what is known of them, and a spiking network that learns to read digits",
  options: {
    updates: number("updates of the digit network", { default: 2400, quick: 300, min: 0, integer: true }),
    checkpointEvery: number("seconds between two writings of the checkpoint", { default: 60, min: 0 }),
  },
  resumable: true,
  run: async (context) => {
    await useBackend("auto");
    const { train: learning, test } = await readMnist();
    const training = new DigitTraining(context.seed, learning);
    if (context.resume !== undefined) await resume(training, context.resume);
    const { updates, checkpointEvery } = context.options;
    const curve = await train(training, {
      updates,
      checkpoint: context.checkpoint ?? `${context.out}/checkpoint.safetensors`,
      checkpointEvery,
      signal: context.signal,
      progress: context.progress("training", updates, "updates"),
    });
    context.log(JSON.stringify(curve.loss));
    const { network, control, untrained } = training.networks;
    const uniform = createRandomStream(context.seed).split("test").uniform;
    const [a, b, c] = accuracies([network, control, untrained], uniform, test, test.count);
    training.dispose();
    return {
      metrics: { surrogateTestAccuracy: a!, frozenHiddenTestAccuracy: b!, untrainedTestAccuracy: c! },
    };
  },
});
