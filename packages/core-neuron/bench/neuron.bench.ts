// pnpm bench neuron: populations on typed arrays against an object for every neuron and against numpy.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { compare, type BenchRow, type Work } from "@wayfield/bench";
import {
  createIzhikevich,
  createLeakyIntegrateAndFire,
  izhikevichTypes,
  type SpikingPopulation,
} from "@wayfield/core-neuron/spiking";

const [size, steps] = [1000, 1000];
const between = (least: number, most: number): Float64Array =>
  Float64Array.from({ length: size }, (_, k) => least + ((most - least) * k) / (size - 1));

/** A neuron as it is often written: an object that keeps its state and its history. */
interface PlainNeuron {
  step: (current: number) => boolean;
}

function plainLif(): PlainNeuron {
  const state = { potential: 0, held: 0, decay: Math.exp(-1 / 20) };
  return {
    step: (current) => {
      if (state.held > 0) {
        state.held -= 1;
        return false;
      }
      state.potential = current + (state.potential - current) * state.decay;
      if (state.potential < 1) return false;
      state.potential = 0;
      state.held = 2;
      return true;
    },
  };
}

function plainIzhikevich(): PlainNeuron {
  const state = { v: -65, u: -13, ...izhikevichTypes.regularSpiking };
  return {
    step: (current) => {
      state.v += 0.5 * ((0.04 * state.v + 5) * state.v + 140 - state.u + current);
      state.u += 0.5 * state.a * (state.b * state.v - state.u);
      if (state.v < 30) return false;
      state.v = state.c;
      state.u += state.d;
      return true;
    },
  };
}

const runPopulation = (create: () => SpikingPopulation, current: Float64Array): Work => {
  const population = create();
  return () => {
    let total = 0;
    for (let step = 0; step < steps; step++) total += population.step(current);
    return total;
  };
};

const runPlain = (create: () => PlainNeuron, current: Float64Array): Work => {
  const neurons = Array.from({ length: size }, create);
  return () => {
    let total = 0;
    for (let step = 0; step < steps; step++)
      neurons.forEach((neuron, k) => (total += neuron.step(current[k]!) ? 1 : 0));
    return total;
  };
};

const script = fileURLToPath(new URL("neuron_peer.py", import.meta.url));

/** Milliseconds of numpy's run; NaN where there is no Python with numpy. */
function numpyTime(work: string): number {
  const words = [script, work, String(size), String(steps)];
  const { status, stdout } = spawnSync("/usr/bin/python3", words, {
    encoding: "utf8",
    env: { ...process.env, OMP_NUM_THREADS: "1" },
  });
  return status === 0 ? Number(stdout) : NaN;
}

async function rowsOf(name: string, work: string, ours: Work, peer: Work): Promise<BenchRow[]> {
  const label = `${name}, ${size} neurons, ${steps} steps`;
  const plain = await compare({ name: label, ours, peer, peerName: "an object a neuron" });
  const numpy = numpyTime(work);
  if (Number.isNaN(numpy)) return [plain];
  return [plain, { ...plain, peer: numpy, peerName: "numpy", ratio: numpy / plain.ours }];
}

/** Both populations against both peers; numpy is left out where it is not installed. */
export async function rows(): Promise<BenchRow[]> {
  const [weak, strong] = [between(0.5, 3), between(4, 15)];
  const neurons = Array.from({ length: size }, () => izhikevichTypes.regularSpiking);
  return [
    ...(await rowsOf(
      "leaky integrate-and-fire",
      "lif",
      runPopulation(() => createLeakyIntegrateAndFire(size, { timeStep: 1 }), weak),
      runPlain(plainLif, weak),
    )),
    ...(await rowsOf(
      "Izhikevich",
      "izhikevich",
      runPopulation(() => createIzhikevich(neurons, { timeStep: 0.5 }), strong),
      runPlain(plainIzhikevich, strong),
    )),
  ];
}
