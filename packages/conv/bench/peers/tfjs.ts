// The same network on an engine of TensorFlow.js without our kernels: "cpu", or "wasm" with only what training lacks there.
import { createInterface } from "node:readline";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import { useBackend } from "@wayfield/backend";
import type { Request } from "@wayfield/bench";
import { createConvForward, createConvStep } from "../conv-step.ts";

const makers: Readonly<Record<string, (size: number) => () => unknown>> = {
  step: createConvStep,
  forward: createConvForward,
  gemm: () => () => undefined,
};

await useBackend(process.argv[2] === "cpu" ? "cpu" : "wasm");
const made = new Map<string, () => unknown>();
for await (const line of createInterface({ input: process.stdin })) {
  const [task, size = 1] = JSON.parse(line) as Request;
  const work = made.get(line) ?? makers[task]!(size);
  made.set(line, work);
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${(user + system) / 1000}\n`);
}
