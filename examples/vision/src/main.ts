import { useBackend } from "@wayfield/backend";
import { defineExample, number, readMnist } from "@wayfield/example-kit";
import { accuracy, firstDigits, networkRecogniser } from "./network.ts";
import { disposeTraining, resumeTraining, startTraining, trainNetwork, updatesOf } from "./train.ts";

const options = {
  pictures: number("digits to learn from", { default: 60_000, quick: 16_000, min: 64, max: 60_000, integer: true }),
  epochs: number("passes over them", { default: 6, quick: 1, min: 1, integer: true }),
  checkpointEvery: number("seconds between two writings of the checkpoint", { default: 60, min: 0 }),
};
export const main = defineExample({
  name: "vision",
  summary: "x",
  options,
  resumable: true,
  run: async (context) => {
    const { seed, signal, out, options: chosen } = context;
    await useBackend("wasm");
    const mnist = await readMnist();
    const digits = firstDigits(mnist.train, chosen.pictures);
    const training = startTraining(seed);
    if (context.resume !== undefined) await resumeTraining(training, context.resume, { seed, pictures: digits.count });
    const started = performance.now();
    const cpu = process.cpuUsage();
    await trainNetwork(training, digits, {
      seed,
      epochs: chosen.epochs,
      checkpoint: context.checkpoint ?? `${out}/checkpoint.safetensors`,
      checkpointEvery: chosen.checkpointEvery,
      signal,
      progress: context.progress("training", updatesOf(digits.count, chosen.epochs), "updates"),
    });
    const { user, system } = process.cpuUsage(cpu);
    const metrics = {
      cnnTestAccuracy: accuracy(networkRecogniser(training.parameters), mnist.test),
      secondsOfTraining: (performance.now() - started) / 1000,
      cpuSeconds: (user + system) / 1e6,
      seed,
    };
    disposeTraining(training);
    return { metrics };
  },
});
