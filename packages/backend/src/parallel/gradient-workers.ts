import { scalar } from "@tensorflow/tfjs-core";
import type { ValueAndGradients } from "../gradients.ts";
import { unflattenParameters, type ParameterTree } from "../parameters.ts";
import { listen, type Endpoint } from "./endpoint.ts";
import { layoutOf, packParameters, unpackTensors } from "./packed-parameters.ts";
import type { GradientPing, GradientReady, GradientReply, GradientRequest } from "./serve-gradients.ts";

type Answer = Extract<GradientReply, { value: number }>;

/** One worker's part of a batch. */
export interface WeightedShare<Share> {
  /** What the worker's loss function is given; cloned on the way. */
  share: Share;
  /** Its part in the mean over the batch: rows in the share over rows in the batch. */
  weight: number;
}

interface Waiting {
  resolve: (reply: Answer) => void;
  reject: (error: Error) => void;
}

/** How many requests this thread has made of any worker: those of two lines to one worker differ in their numbers. */
let sent = 0;

/** One worker and the requests it has not answered. */
class Line {
  private readonly endpoint: Endpoint;
  private readonly waiting = new Map<number, Waiting>();
  /** A worker that has not begun to listen would miss what it is sent. */
  private readonly ready: Promise<void>;
  private becomeReady: () => void = () => undefined;
  private broken: Error | undefined;

  constructor(endpoint: Endpoint, index: number) {
    this.endpoint = endpoint;
    this.ready = new Promise((resolve) => (this.becomeReady = resolve));
    listen(
      endpoint,
      (message) => {
        this.receive(message as GradientReply | GradientReady);
      },
      (error) => {
        this.fail(new Error(`GradientWorkers: worker ${index} broke down: ${error.message}`));
      },
    );
    // A worker that began to listen before this line was built has said so already, and says it again when asked.
    endpoint.postMessage({ ping: true } satisfies GradientPing, []);
  }

  async ask(request: Omit<GradientRequest, "id">): Promise<Answer> {
    await this.ready;
    if (this.broken !== undefined) throw this.broken;
    const id = sent++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.endpoint.postMessage({ ...request, id } satisfies GradientRequest, [request.packed.buffer]);
    });
  }

  private receive(reply: GradientReply | GradientReady): void {
    if ("ready" in reply) {
      this.becomeReady();
      return;
    }
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if ("error" in reply)
      waiting?.reject(new Error(`GradientWorkers: a worker's loss failed: ${reply.error}`));
    else waiting?.resolve(reply);
  }

  private fail(error: Error): void {
    this.broken = error;
    this.becomeReady();
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}

/** Σ weight · gradient over all answers, in the workers' order, so that the sum is the same each time. */
function weightedSum(answers: readonly Answer[], weights: readonly number[]): Float32Array<ArrayBuffer> {
  const total = new Float32Array(answers[0]!.packed.length);
  answers.forEach(({ packed }, worker) => {
    const weight = weights[worker]!;
    for (let index = 0; index < total.length; index++) total[index]! += weight * packed[index]!;
  });
  return total;
}

/**
 * Data-parallel gradients: each worker computes loss and gradients on its share of the batch at the same time, and the
 * weighted mean over shares is what one thread computes on the whole batch: L = Σ wᵢ Lᵢ, ∂L = Σ wᵢ ∂Lᵢ.
 *
 * The same shares on the same number of workers give the same numbers each time. Weights and gradients travel as
 * messages, so no cross-origin isolation is needed in a page. The workers stay the caller's to terminate. It may be built
 * before the workers listen or after, and several may share workers.
 * @example
 * const workers = new GradientWorkers([new Worker(url), new Worker(url)]);
 * const { value, gradients } = await workers.valueAndGradients(parameters, shares);
 */
export class GradientWorkers<Share> {
  private readonly lines: readonly Line[];

  /**
   * @param endpoints The workers; in each runs {@link serveGradients}.
   * @throws RangeError without any.
   */
  constructor(endpoints: readonly Endpoint[]) {
    if (endpoints.length === 0)
      throw new RangeError("GradientWorkers: expected at least one worker, got none");
    this.lines = endpoints.map((endpoint, index) => new Line(endpoint, index));
  }

  /** How many workers there are. */
  get count(): number {
    return this.lines.length;
  }

  /**
   * Loss and gradients of a whole batch.
   * @param parameters Stay the caller's.
   * @param shares One a worker, in the workers' order.
   * @returns Tensors of this thread, the caller's.
   * @throws RangeError unless there is one share a worker.
   * @throws Error if a worker's loss function throws or a worker ends.
   */
  async valueAndGradients<P extends ParameterTree>(
    parameters: P,
    shares: readonly WeightedShare<Share>[],
  ): Promise<ValueAndGradients<P>> {
    if (shares.length !== this.count) {
      throw new RangeError(
        `GradientWorkers.valueAndGradients: expected ${this.count} shares, one a worker, got ${shares.length}`,
      );
    }
    const layout = layoutOf(parameters);
    const packed = packParameters(parameters);
    const answers = await Promise.all(
      this.lines.map((line, index) =>
        line.ask({ layout, packed: packed.slice(), share: shares[index]!.share }),
      ),
    );
    const weights = shares.map(({ weight }) => weight);
    const value = answers.reduce((sum, answer, index) => sum + weights[index]! * answer.value, 0);
    const named = unpackTensors(layout, weightedSum(answers, weights));
    return { value: scalar(value), gradients: unflattenParameters(parameters, named) };
  }
}
