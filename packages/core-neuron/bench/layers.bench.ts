// pnpm bench layers: the spiking layer with its written-out derivative against tfjs operations and their own gradients.
import {
  add,
  cast,
  customGrad,
  div,
  greaterEqual,
  matMul,
  mul,
  reshape,
  slice,
  stack,
  sub,
  sum,
  square,
  abs,
  tensor3d,
  zeros,
  type Rank,
  type Scalar,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { createRandomStream, disposeParameters, useBackend, valueAndGradients } from "@wayfield/backend";
import { compare, type BenchRow } from "@wayfield/bench";
import { initLif, lif, zeroLifState, type LifParameters } from "@wayfield/core-neuron";

const [steps, batch, inputs, units, decay] = [50, 32, 64, 128, 0.9];

/** A step whose gradient is SuperSpike's, as one writes it with tfjs. */
const spike = (v: Tensor2D): Tensor2D =>
  customGrad((u, save) => {
    (save as (tensors: Tensor[]) => void)([u as Tensor]);
    return {
      value: cast<Tensor>(greaterEqual(u as Tensor, 0), "float32"),
      gradFunc: (dy: Tensor, [saved]: Tensor[]) => div(dy, square(add(mul(abs(saved!), 10), 1))),
    };
  })(sub(v, 1)) as Tensor2D;

/** The same layer step by step, its gradient left to tfjs. */
function plainLayer({ inputKernel, bias, recurrentKernel }: LifParameters, x: Tensor3D): Tensor3D {
  let potential: Tensor2D = zeros([batch, units]);
  let spikes: Tensor2D = zeros([batch, units]);
  const all: Tensor2D[] = [];
  for (let t = 0; t < steps; t++) {
    const input = reshape<Rank.R2>(slice(x, [t, 0, 0], [1, batch, inputs]), [batch, inputs]);
    const current = add(add(matMul(input, inputKernel), bias), matMul(spikes, recurrentKernel!));
    potential = sub(add(mul(potential, decay), current), spikes);
    spikes = spike(potential);
    all.push(spikes);
  }
  return stack(all) as Tensor3D;
}

/** The gradients of the mean rate; reads one number back so that the engine must have done the work. */
const train = (parameters: LifParameters, layer: (weights: LifParameters) => Tensor3D) => (): number => {
  const { value, gradients } = valueAndGradients(
    (weights: Record<string, Tensor>): Scalar => sum(layer(weights as unknown as LifParameters)),
    parameters as unknown as Record<string, Tensor>,
  );
  const read = value.dataSync()[0]! + gradients["inputKernel"]!.dataSync()[0]!;
  disposeParameters({ value, gradients });
  return read;
};

/** One training step of a recurrent spiking layer. */
export async function rows(): Promise<BenchRow[]> {
  await useBackend("wasm");
  const random = createRandomStream(1);
  const parameters = initLif(random, { inputs, units, recurrent: true });
  const values = Float32Array.from({ length: steps * batch * inputs }, () =>
    random.uniform() < 0.2 ? 1 : 0,
  );
  const x = tensor3d(values, [steps, batch, inputs]);
  const state = zeroLifState(batch, units);
  const row = await compare({
    name: `spiking layer with gradients, [${steps}, ${batch}, ${inputs}] → ${units} units`,
    ours: train(parameters, (weights) => lif(weights, x, state, { membraneDecay: decay }).spikes),
    peer: train(parameters, (weights) => plainLayer(weights, x)),
    peerName: "tfjs operations and their gradients",
  });
  disposeParameters({ parameters, x, state });
  return [row];
}
