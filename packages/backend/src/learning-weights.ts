import { dispose, type Tensor } from "@tensorflow/tfjs-core";
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from "./checkpoint.ts";
import type { Optimiser, OptimiserState, OptimiserUpdate } from "./optimisers.ts";
import { flattenParameters, type ParameterTree } from "./parameters.ts";

/** What a training knows of itself besides its weights and their averages. */
export type TrainingNotes = Omit<Checkpoint<ParameterTree>, "parameters" | "optimiser">;

type Learned<P extends ParameterTree> = Pick<Checkpoint<P>, "parameters" | "optimiser">;

/** Of a slot the names are whole ones already, with dots in them. */
const tensorsOf = ({ parameters, optimiser }: Learned<ParameterTree>): Tensor[] =>
  [flattenParameters(parameters), ...Object.values(optimiser.slots)].flatMap((named) => Object.values(named));

const free = (learned: Learned<ParameterTree>): void => {
  dispose(tensorsOf(learned));
};

/**
 * Weights that learn: a parameter tree with its optimiser's running averages, which are replaced together, saved
 * together and freed together. What goes into a loss and when to stop are the training's own.
 * @example
 * const learning = new LearningWeights(initDense(random, { inputs: 3, outputs: 1 }), optimiser);
 * const { value, gradients } = valueAndGradients(loss, learning.parameters);
 * learning.update((state, weights) => optimiser.update(gradients, state, weights));
 * disposeParameters({ value, gradients });
 * learning.dispose();
 */
export class LearningWeights<P extends ParameterTree> {
  private weights: P;
  private averages: OptimiserState;

  /**
   * @param parameters The first weights; this object's from here on.
   * @param optimiser Makes the first averages.
   */
  constructor(parameters: P, optimiser: Pick<Optimiser, "init">) {
    this.weights = parameters;
    this.averages = optimiser.init(parameters);
  }

  /** The weights now. The next update or restore disposes them. */
  get parameters(): P {
    return this.weights;
  }

  /**
   * Takes the step that an optimiser works out from averages and weights, and frees what was before it, but for tensors
   * that are handed back as they were: weights that are to stay. Where working it out throws, everything stays as it was.
   */
  update(step: (state: OptimiserState, parameters: P) => OptimiserUpdate<P>): void {
    const { parameters, state } = step(this.averages, this.weights);
    this.replace({ parameters, optimiser: state });
  }

  /**
   * Everything needed to go on, as the bytes of a safetensors file.
   * @throws RangeError if a weight or an average is not finite.
   */
  save(notes: TrainingNotes): Promise<Uint8Array> {
    return encodeCheckpoint({ ...notes, parameters: this.weights, optimiser: this.averages });
  }

  /**
   * Comes back to saved bytes, if the training agrees: all or nothing.
   * @param accept Is given the training's own part, and takes it over, or throws what is wrong with it.
   * @throws RangeError if the bytes are broken or of other weights, and whatever `accept` throws; the weights then stay as they were.
   */
  restore(bytes: Uint8Array, accept: (notes: TrainingNotes) => void): void {
    const read = this.read(bytes);
    try {
      accept(read);
    } catch (error) {
      free(read);
      throw error;
    }
    this.replace(read);
  }

  /** The same where the training needs time to agree. */
  async restoreLater(bytes: Uint8Array, accept: (notes: TrainingNotes) => Promise<void>): Promise<void> {
    const read = this.read(bytes);
    try {
      await accept(read);
    } catch (error) {
      free(read);
      throw error;
    }
    this.replace(read);
  }

  /** Frees every tensor. */
  dispose(): void {
    free({ parameters: this.weights, optimiser: this.averages });
  }

  private read(bytes: Uint8Array): Checkpoint<P> {
    return decodeCheckpoint(bytes, { parameters: this.weights, optimiser: this.averages });
  }

  private replace(next: Learned<P>): void {
    const staying = new Set(tensorsOf(next));
    for (const tensor of tensorsOf({ parameters: this.weights, optimiser: this.averages }))
      if (!staying.has(tensor)) tensor.dispose();
    this.weights = next.parameters;
    this.averages = next.optimiser;
  }
}
