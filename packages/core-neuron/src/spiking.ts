export {
  daleWeight,
  dendriticSum,
  logisticRate,
  rateNeuron,
  thresholdLinearRate,
  type RateFunction,
  type RateNeuronOptions,
} from "./spiking/rate-neuron.ts";
export {
  recordRaster,
  spikeTimesOf,
  type Raster,
  type RecordRasterOptions,
  type SpikingPopulation,
} from "./spiking/population.ts";
export {
  createLeakyIntegrateAndFire,
  leakyIntegrateAndFireRate,
  type LeakyIntegrateAndFireOptions,
  type LeakyIntegrateAndFirePopulation,
} from "./spiking/leaky-integrate-and-fire.ts";
export {
  adaptiveExponentialPatterns,
  createAdaptiveExponential,
  type AdaptiveExponentialOptions,
  type AdaptiveExponentialParameters,
  type AdaptiveExponentialPattern,
  type AdaptiveExponentialPatternName,
  type AdaptiveExponentialPopulation,
} from "./spiking/adaptive-exponential.ts";
export {
  createIzhikevich,
  izhikevichTypes,
  type IzhikevichOptions,
  type IzhikevichParameters,
  type IzhikevichPopulation,
  type IzhikevichTypeName,
} from "./spiking/izhikevich.ts";
export {
  izhikevichPatterns,
  runIzhikevichPattern,
  type IzhikevichPattern,
  type IzhikevichPatternName,
  type PatternTrace,
} from "./spiking/izhikevich-patterns.ts";
export {
  createHodgkinHuxley,
  type HodgkinHuxleyOptions,
  type HodgkinHuxleyPopulation,
} from "./spiking/hodgkin-huxley.ts";
export {
  latencyDecode,
  latencyEncode,
  poissonEncode,
  rateDecode,
  type LatencyOptions,
  type PoissonEncodeOptions,
  type RateDecodeOptions,
} from "./spiking/encoding.ts";
export {
  addConductanceCurrent,
  createAlphaSynapses,
  createExponentialSynapses,
  type SynapseOptions,
  type Synapses,
} from "./spiking/synapses.ts";
export {
  createShortTermPlasticity,
  shortTermSteadyState,
  type ShortTermPlasticity,
  type ShortTermPlasticityOptions,
  type ShortTermSteadyState,
} from "./spiking/short-term-plasticity.ts";
export { bcm, hebb, oja, type BcmOptions, type BcmStep, type HebbianOptions } from "./spiking/hebbian.ts";
export {
  createSpikeTimingPlasticity,
  spikeTimingChange,
  type SpikeTimingOptions,
  type SpikeTimingPlasticity,
  type SpikeTimingWindow,
} from "./spiking/spike-timing.ts";
export {
  adaptationIndex,
  burstIndex,
  coefficientOfVariation,
  countSpikes,
  fanoFactor,
  interSpikeIntervals,
  type BurstIndexOptions,
  type CountSpikesOptions,
} from "./spiking/spike-statistics.ts";
