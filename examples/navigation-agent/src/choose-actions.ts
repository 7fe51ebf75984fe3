/** What was chosen in every world. */
export interface Choice {
  /** `[worlds]`. */
  actions: Int32Array;
  /** ln of the probability of each, `[worlds]`. */
  logProbabilities: Float32Array;
  /** What was expected, `[worlds]`. */
  values: Float32Array;
}

/**
 * Draws an action in every world from the softmax of its logits.
 * @param heads Logits, then the value, `[worlds, actions + 1]`.
 * @param uniform Numbers in [0, 1), one a world.
 */
export function chooseActions(heads: Float32Array, worlds: number, uniform: () => number): Choice {
  const width = heads.length / worlds;
  const choice: Choice = {
    actions: new Int32Array(worlds),
    logProbabilities: new Float32Array(worlds),
    values: new Float32Array(worlds),
  };
  for (let world = 0; world < worlds; world++) {
    const logits = heads.subarray(world * width, (world + 1) * width - 1);
    const action = draw(logits, uniform());
    choice.actions[world] = action;
    choice.logProbabilities[world] = logits[action]! - logSumExp(logits);
    choice.values[world] = heads[(world + 1) * width - 1]!;
  }
  return choice;
}

function logSumExp(logits: Float32Array): number {
  const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  return highest + Math.log(logits.reduce((total, logit) => total + Math.exp(logit - highest), 0));
}

/** The first action whose cumulated probability exceeds the number. */
function draw(logits: Float32Array, number: number): number {
  const total = logSumExp(logits);
  let cumulated = 0;
  for (let action = 0; action < logits.length; action++) {
    cumulated += Math.exp(logits[action]! - total);
    if (number < cumulated) return action;
  }
  return logits.length - 1;
}
