// What runs in the worker threads of gradient-workers.node.test.ts.
import { mean, mul, square, tensor1d, type Scalar, type Tensor } from "@tensorflow/tfjs-core";
import { useBackend } from "../use-backend.ts";
import { serveGradients } from "./serve-gradients.ts";
import type { Endpoint } from "./endpoint.ts";

/** Serves L = mean (w x)²; an empty share ends the thread. */
export async function start(endpoint: Endpoint, exit: () => void): Promise<void> {
  await useBackend("wasm");
  serveGradients(endpoint, ({ weight }: { weight: Tensor }, share: number[]): Scalar => {
    if (share.length === 0) exit();
    return mean<Scalar>(square(mul(weight, tensor1d(share))));
  });
}
