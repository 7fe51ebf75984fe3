import { max, sum, tensor4d, tidy, type Tensor2D } from "@tensorflow/tfjs-core";
import {
  createRandomStream,
  decodeParameters,
  decodeSafetensors,
  disposeParameters,
} from "@wayfield/backend";
import {
  initNeocognitron,
  neocognitronActivity,
  recogniseByWinner,
  type NeocognitronConfig,
  type NeocognitronParameters,
} from "@wayfield/conv";
import { tasks, testGaze } from "@wayfield/example-glimpse/page";
import { learningSelectivity, neocognitronConfig, recognisingConfig } from "@wayfield/example-vision/page";
import {
  classify,
  initRecurrentAttention,
  senseGlimpses,
  type RecurrentAttentionParameters,
} from "@wayfield/recurrent-attention";
import { drawingSide } from "./drawing.ts";

/** What the recurrent attention model did with a drawing. */
export interface GlimpseReading {
  /** The digit it says. */
  digit: number;
  /** Its distribution after each glimpse, `[glimpses, 10]`. */
  probabilities: Float32Array;
  /** Where it looked, `[glimpses, 2]`, from −1 (left, top) to 1. */
  locations: Float32Array;
  /** What its retina saw, `[glimpses, size, size]`. */
  patches: Float32Array;
  /** Rows and columns of a patch. */
  patchSide: number;
}

/** What the neocognitron did with it. */
export interface NeocognitronReading {
  /** The digit it says; −1 if nothing responds. */
  digit: number;
  /** Per stage: the summed response of its C-cells at each place, `[rows, columns]`. */
  stages: { rows: number; columns: number; response: Float32Array }[];
}

/** What both say. */
export interface Readings {
  glimpses: GlimpseReading;
  neocognitron: NeocognitronReading;
}

const glimpseTask = tasks.digits;
const learning = neocognitronConfig(learningSelectivity);
const recognising: NeocognitronConfig = recognisingConfig(learning);

/** The weights that fit a freshly made template, which is freed. */
function decodeAs<P extends RecurrentAttentionParameters | NeocognitronParameters>(
  bytes: Uint8Array,
  template: P,
): P {
  try {
    return decodeParameters(bytes, template);
  } finally {
    disposeParameters(template);
  }
}

/** Two models that read drawn digits: the recurrent attention model, and the neocognitron. */
export class Readers {
  private readonly looker: RecurrentAttentionParameters;
  private readonly stages: NeocognitronParameters;
  private readonly names: Int32Array;

  /** @throws RangeError if bytes are no weights of these models. */
  constructor(weights: { looker: Uint8Array; neocognitron: Uint8Array }) {
    const random = createRandomStream(1);
    this.looker = decodeAs(weights.looker, initRecurrentAttention(random, glimpseTask.architecture));
    this.stages = decodeAs(weights.neocognitron, initNeocognitron(random, learning));
    const { metadata } = decodeSafetensors(weights.neocognitron);
    this.names = Int32Array.from(JSON.parse(metadata["names"]!) as number[]);
  }

  /** What both make of a drawing, `[28, 28]` from 0 (paper) to 1 (ink); the seed moves the gaze. */
  read(drawing: Float32Array, seed: number): Readings {
    return { glimpses: this.glimpse(drawing, seed), neocognitron: this.recognise(drawing) };
  }

  dispose(): void {
    disposeParameters({ looker: this.looker, stages: this.stages });
  }

  private glimpse(drawing: Float32Array, seed: number): GlimpseReading {
    const images = { pixels: drawing, count: 1, height: drawingSide, width: drawingSide };
    const { architecture } = glimpseTask;
    const { probabilities, locations } = classify(this.looker, architecture, images, {
      policy: testGaze("learned"),
      random: createRandomStream(seed),
    });
    const { size } = architecture.retina;
    const seen = Array.from({ length: architecture.glimpses }, (_, glimpse) =>
      senseGlimpses(images, locations.slice(2 * glimpse, 2 * glimpse + 2), architecture.retina).slice(
        0,
        size * size,
      ),
    );
    const last = probabilities.slice(-architecture.classes);
    return {
      digit: last.indexOf(Math.max(...last)),
      probabilities,
      locations,
      patches: Float32Array.from(seen.flatMap((patch) => Array.from(patch))),
      patchSide: size,
    };
  }

  private recognise(drawing: Float32Array): NeocognitronReading {
    const picture = tensor4d(drawing, [1, drawingSide, drawingSide, 1]);
    const layers = neocognitronActivity(this.stages, recognising, picture);
    const stages = layers.map((layer) => {
      const [, rows, columns] = layer.shape;
      const summed = tidy(() => sum(layer, 3));
      const response = summed.dataSync<"float32">();
      summed.dispose();
      return { rows, columns, response };
    });
    const strongest = tidy(() => max<Tensor2D>(layers.at(-1)!, [1, 2]));
    const digit = recogniseByWinner(strongest, this.names)[0]!;
    for (const tensor of [picture, strongest, ...layers]) tensor.dispose();
    return { digit, stages };
  }
}
