// What runs in a page as well as in Node.
export { Agent, policyInputs, type AgentParts } from "./agent.ts";
export { agentNavigator } from "./agent-navigator.ts";
export { agentKinds, type AgentKind, type AgentName } from "./comparators.ts";
export {
  contest,
  controlsOf,
  gridVector,
  type Contestant,
  type Enter,
  type EpisodesOptions,
} from "./comparison.ts";
export { fastAgentConfig, gridArchitectureOf, paperAgentConfig, type AgentConfig } from "./config.ts";
export { decodedCompass, headsDecoder, type Decoder } from "./decoded-compass.ts";
export {
  estimate,
  evaluateEpisodes,
  runEpisodes,
  type Episode,
  type Estimate,
  type Evaluation,
  type Trip,
} from "./evaluate.ts";
export { meanOfArrivals } from "./goal-memory.ts";
export { GridCode, type Modules } from "./grid-code.ts";
export type { LayerHook, LayerName } from "./hooks.ts";
export { localise, type Localisation } from "./localisation.ts";
export {
  alongTheShortestWay,
  forager,
  randomWalker,
  trueCompass,
  vectorNavigator,
  type Compass,
  type Navigator,
  type Way,
} from "./navigators.ts";
export {
  agentPartsOf,
  configs,
  ensemblesOf,
  episodeStepsOf,
  freshPolicy,
  initAgentModules,
  mazes,
  modulesFrom,
  setupOf,
  specIn,
  stepDurationOf,
  worldsOf,
  type Setup,
  type TrainingSpec,
} from "./setup.ts";
export { eyesFor } from "./vision.ts";
export { observed, Worlds, type WorldsOptions } from "./worlds.ts";
export {
  agentFrom,
  ensemblesFrom,
  type ActingOptions,
  type NamedBytes,
  type TrainedAgent,
} from "./trained-agent.ts";
