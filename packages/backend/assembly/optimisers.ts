// One pass over a parameter: its averages and its next value are read and written once.

/**
 * RMSProp with momentum, epsilon inside the root:
 * v ← ρ v + (1 − ρ) g², m ← μ m + α g / √(v + ε), θ ← θ − m. Targets may be the sources.
 */
export function rmsProp(
  nextParameter: usize,
  nextMeanSquare: usize,
  nextMomentum: usize,
  parameter: usize,
  meanSquare: usize,
  momentum: usize,
  gradient: usize,
  count: i32,
  learningRate: f32,
  decay: f64,
  momentumDecay: f32,
  epsilon: f32,
): void {
  const bytes = <usize>count << 2;
  const rest: f32 = <f32>(1 - decay);
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const g = v128.load(gradient + at);
    const v = f32x4.add(
      f32x4.mul(v128.load(meanSquare + at), f32x4.splat(<f32>decay)),
      f32x4.mul(f32x4.mul(g, g), f32x4.splat(rest)),
    );
    const scaled = f32x4.div(
      f32x4.mul(g, f32x4.splat(learningRate)),
      f32x4.sqrt(f32x4.add(v, f32x4.splat(epsilon))),
    );
    const m = f32x4.add(f32x4.mul(v128.load(momentum + at), f32x4.splat(momentumDecay)), scaled);
    v128.store(nextMeanSquare + at, v);
    v128.store(nextMomentum + at, m);
    v128.store(nextParameter + at, f32x4.sub(v128.load(parameter + at), m));
  }
  for (; at < bytes; at += 4) {
    const g = f32.load(gradient + at);
    const v = f32.load(meanSquare + at) * <f32>decay + g * g * rest;
    const m = f32.load(momentum + at) * momentumDecay + (g * learningRate) / sqrt<f32>(v + epsilon);
    f32.store(nextMeanSquare + at, v);
    f32.store(nextMomentum + at, m);
    f32.store(nextParameter + at, f32.load(parameter + at) - m);
  }
}

/**
 * Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − rate·m / (√(v·correction) + ε), with
 * rate = α / (1 − β₁ᵗ) and correction = 1 / (1 − β₂ᵗ). Targets may be the sources.
 */
export function adam(
  nextParameter: usize,
  nextMean: usize,
  nextMeanSquare: usize,
  parameter: usize,
  mean: usize,
  meanSquare: usize,
  gradient: usize,
  count: i32,
  rate: f32,
  beta1: f64,
  beta2: f64,
  correction: f32,
  epsilon: f32,
): void {
  const bytes = <usize>count << 2;
  const rest1: f32 = <f32>(1 - beta1);
  const rest2: f32 = <f32>(1 - beta2);
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const g = v128.load(gradient + at);
    const m = f32x4.add(
      f32x4.mul(v128.load(mean + at), f32x4.splat(<f32>beta1)),
      f32x4.mul(g, f32x4.splat(rest1)),
    );
    const v = f32x4.add(
      f32x4.mul(v128.load(meanSquare + at), f32x4.splat(<f32>beta2)),
      f32x4.mul(f32x4.mul(g, g), f32x4.splat(rest2)),
    );
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(v, f32x4.splat(correction))), f32x4.splat(epsilon));
    const change = f32x4.div(f32x4.mul(m, f32x4.splat(rate)), root);
    v128.store(nextMean + at, m);
    v128.store(nextMeanSquare + at, v);
    v128.store(nextParameter + at, f32x4.sub(v128.load(parameter + at), change));
  }
  for (; at < bytes; at += 4) {
    const g = f32.load(gradient + at);
    const m = f32.load(mean + at) * <f32>beta1 + g * rest1;
    const v = f32.load(meanSquare + at) * <f32>beta2 + g * g * rest2;
    f32.store(nextMean + at, m);
    f32.store(nextMeanSquare + at, v);
    f32.store(nextParameter + at, f32.load(parameter + at) - (m * rate) / (sqrt<f32>(v * correction) + epsilon));
  }
}
