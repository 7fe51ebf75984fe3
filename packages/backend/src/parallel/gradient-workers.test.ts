import { matMul, mean, square, sub, tensor2d, type Scalar, type Tensor2D } from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, test } from "vitest";
import { valueAndGradients } from "../gradients.ts";
import { disposeParameters } from "../parameters.ts";
import { createRandomStream } from "../random-stream.ts";
import { GradientWorkers } from "./gradient-workers.ts";
import { serveGradients } from "./serve-gradients.ts";

interface Weights {
  layer: { kernel: Tensor2D };
}

/** Rows of inputs and of what is wanted. */
interface Rows {
  x: number[][];
  y: number[][];
}

const loss = ({ layer }: Weights, { x, y }: Rows): Scalar =>
  mean<Scalar>(square(sub(matMul(tensor2d(x), layer.kernel), tensor2d(y))));

const random = createRandomStream(1);
const draw = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, random.normal));
const batch: Rows = { x: draw(7, 3), y: draw(7, 2) };
const weights = (): Weights => ({ layer: { kernel: tensor2d([1, -1, 0.5, 2, 0, 1], [3, 2]) } });

const part = (from: number, to: number): { share: Rows; weight: number } => ({
  share: { x: batch.x.slice(from, to), y: batch.y.slice(from, to) },
  weight: (to - from) / 7,
});

/** The same share at half the weight: the two workers' mean is then that share's own. */
const halved = <Share extends object>(share: Share): Share & { weight: number } => ({
  ...share,
  weight: 0.5,
});

const channels: MessageChannel[] = [];
afterEach(() => {
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close();
    port2.close();
  }
});

/** Lines to workers that are this very thread, at the other end of a message channel. */
const serveOverChannels = (count: number, serve: typeof loss = loss): MessagePort[] =>
  Array.from({ length: count }, () => {
    const channel = new MessageChannel();
    channels.push(channel);
    serveGradients(channel.port2, serve);
    return channel.port1;
  });

const startWorkers = (count: number, serve: typeof loss = loss): GradientWorkers<Rows> =>
  new GradientWorkers<Rows>(serveOverChannels(count, serve));

describe("GradientWorkers", () => {
  test.each([
    ["one share", [part(0, 7)]],
    ["two shares of different size", [part(0, 3), part(3, 7)]],
    ["three shares", [part(0, 1), part(1, 5), part(5, 7)]],
  ])("%s: value and gradients are the whole batch's", async (_name, shares) => {
    const parameters = weights();
    const together = await startWorkers(shares.length).valueAndGradients(parameters, shares);
    const alone = valueAndGradients((candidate: Weights) => loss(candidate, batch), parameters);
    expect(together.value).toBeAllCloseTo(alone.value.dataSync(), 1e-6);
    expect(together.gradients.layer.kernel).toBeAllCloseTo(alone.gradients.layer.kernel.dataSync(), 1e-6);
    disposeParameters({ parameters, together, alone });
  });

  test("the same shares give the same bits each time", async () => {
    const parameters = weights();
    const workers = startWorkers(2);
    const run = async (): Promise<number[]> => {
      const { value, gradients } = await workers.valueAndGradients(parameters, [part(0, 4), part(4, 7)]);
      const bits = Array.from(gradients.layer.kernel.dataSync());
      disposeParameters({ value, gradients });
      return bits;
    };
    expect(await run()).toEqual(await run());
    disposeParameters(parameters);
  });

  test("a loss that throws in a worker rejects with its reason, and the worker goes on serving", async () => {
    const parameters = weights();
    let calls = 0;
    const workers = startWorkers(1, (candidate, share) => {
      if (calls++ === 0) throw new Error("no such share");
      return loss(candidate, share);
    });
    await expect(workers.valueAndGradients(parameters, [part(0, 7)])).rejects.toThrow("no such share");
    const again = await workers.valueAndGradients(parameters, [part(0, 7)]);
    expect(again.value.dataSync()[0]).toBeGreaterThan(0);
    disposeParameters({ parameters, again });
  });

  test("a second one over the same workers is answered however late it comes, each what it asked", async () => {
    const parameters = weights();
    const lines = serveOverChannels(2);
    const early = new GradientWorkers<Rows>(lines);
    const first = await early.valueAndGradients(parameters, [part(0, 4), part(4, 7)]);
    const late = new GradientWorkers<Rows>(lines);
    const whole = await late.valueAndGradients(parameters, [part(0, 4), part(4, 7)]);
    expect(whole.value).toBeAllCloseTo(first.value.dataSync(), 1e-7);
    const [onlyHead, onlyTail] = await Promise.all([
      early.valueAndGradients(parameters, [part(0, 3), part(0, 3)].map(halved)),
      late.valueAndGradients(parameters, [part(3, 7), part(3, 7)].map(halved)),
    ]);
    for (const [together, { share }] of [
      [onlyHead, part(0, 3)],
      [onlyTail, part(3, 7)],
    ] as const) {
      const alone = valueAndGradients((candidate: Weights) => loss(candidate, share), parameters);
      expect(together.value).toBeAllCloseTo(alone.value.dataSync(), 1e-6);
      expect(together.gradients.layer.kernel).toBeAllCloseTo(alone.gradients.layer.kernel.dataSync(), 1e-6);
      disposeParameters({ alone });
    }
    disposeParameters({ parameters, first, whole, onlyHead, onlyTail });
  });

  test("no workers, and too few shares, are refused", async () => {
    expect(() => new GradientWorkers([])).toThrow(RangeError);
    const parameters = weights();
    await expect(startWorkers(2).valueAndGradients(parameters, [part(0, 7)])).rejects.toThrow(
      /expected 2 shares/,
    );
    disposeParameters(parameters);
  });
});
