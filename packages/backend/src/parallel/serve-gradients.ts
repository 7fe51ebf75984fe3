import type { Scalar } from "@tensorflow/tfjs-core";
import { valueAndGradients } from "../gradients.ts";
import { disposeParameters, type ParameterTree } from "../parameters.ts";
import { listen, type Endpoint } from "./endpoint.ts";
import { nestParameters, packParameters, unpackTensors, type ParameterLayout } from "./packed-parameters.ts";

/** What a worker is asked: the weights, and its share of the batch. */
export interface GradientRequest {
  id: number;
  layout: ParameterLayout;
  packed: Float32Array<ArrayBuffer>;
  share: unknown;
}

/** Asks a worker whether it listens; one that does not yet will say so by itself. */
export interface GradientPing {
  ping: true;
}

/** A worker's first word, and its answer to every {@link GradientPing}: it listens. */
export interface GradientReady {
  ready: true;
}

/** What a worker answers: the loss of its share and all gradients, or what went wrong. */
export type GradientReply =
  { id: number; value: number; packed: Float32Array<ArrayBuffer> } | { id: number; error: string };

/** The loss of a share of the batch as a function of the parameters. */
export type ShareLoss<P extends ParameterTree, Share> = (parameters: P, share: Share) => Scalar;

function answer<P extends ParameterTree, Share>(
  loss: ShareLoss<P, Share>,
  { id, layout, packed, share }: GradientRequest,
): GradientReply & { packed: Float32Array<ArrayBuffer> } {
  const parameters = nestParameters(unpackTensors(layout, packed)) as P;
  try {
    const { value, gradients } = valueAndGradients((weights) => loss(weights, share as Share), parameters);
    const reply = { id, value: value.dataSync()[0]!, packed: packParameters(gradients) };
    disposeParameters({ value, gradients });
    return reply;
  } finally {
    disposeParameters(parameters);
  }
}

/**
 * A worker's part in data-parallel training: answers every request of a {@link GradientWorkers} with the loss of the
 * share it was given and its gradients. Call it once the worker's engine runs.
 * @param endpoint The line to the main thread: `self` in a Web Worker, `parentPort` in a Node worker thread.
 * @param loss Mean loss of a share; what it makes on the way is disposed. Its tensors are made in the worker.
 * @example
 * await useBackend("wasm");
 * serveGradients(parentPort, (parameters, { x, y }) => meanSquaredError(parameters, tensor2d(x), tensor2d(y)));
 */
export function serveGradients<P extends ParameterTree, Share>(
  endpoint: Endpoint,
  loss: ShareLoss<P, Share>,
): void {
  const tellReady = (): void => {
    endpoint.postMessage({ ready: true } satisfies GradientReady, []);
  };
  listen(endpoint, (message) => {
    const request = message as GradientRequest | GradientPing;
    if ("ping" in request) {
      tellReady();
      return;
    }
    try {
      const reply = answer(loss, request);
      endpoint.postMessage(reply, [reply.packed.buffer]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      endpoint.postMessage({ id: request.id, error: reason } satisfies GradientReply, []);
    }
  });
  tellReady();
}
