import { squareArena, samplePosition, sixActions, type Maze } from "@wayfield/environments";
import { adam, createRandomStream } from "@wayfield/backend";
import { agentKinds, type AgentKind } from "./comparators.ts";
import { fastAgentConfig, type AgentConfig } from "./config.ts";
import { proximalPolicy } from "./objectives.ts";
import { linear } from "./schedule.ts";
import { PolicyTraining } from "./policy-training.ts";
import { freshPolicy, initAgentModules, type Setup } from "./setup.ts";
import { localTeam } from "./team.ts";

/** A square of 1 m with a goal somewhere; every start looks east. */
export const tinyArena = (): Maze => {
  const arena = squareArena(0.8);
  return {
    bounds: arena.bounds,
    endsAtGoal: false,
    begin: (random) => {
      const [x, y] = samplePosition(random, arena, 0.1);
      return {
        arena,
        goal: { x, y, radius: 0.1 },
        look: 1,
        start: (source) => ({ x: (source() - 0.5) * 0.6, y: (source() - 0.5) * 0.6, heading: 0 }),
      };
    },
    afterGoal: (_random, layout) => layout,
  };
};

const objective = { discount: 0.95, entropyCost: linear(0.02, 0.01), epochs: 4, parts: 2 };

/** A small policy that never turns, so that the way to the goal is a difference of two codes. */
export const tinyConfig: AgentConfig = {
  ...fastAgentConfig,
  vision: { width: 8, height: 8, filters: [2], features: 4 },
  grid: { ...fastAgentConfig.grid, units: 4, bottleneckUnits: 4 },
  cells: { ...fastAgentConfig.cells, placeCells: 4, headDirectionCells: 2 },
  policy: {
    units: 32,
    hiddenUnits: 32,
    objective: proximalPolicy(objective),
    laggedObjective: proximalPolicy({ ...objective, correctsLag: true }),
    gradientNormLimit: 0.5,
    optimiser: () => adam({ learningRate: 1e-3, epsilon: 1e-5 }),
    unroll: 25,
    worlds: 64,
    groups: 4,
    steps: 1e5,
  },
  episodeDuration: 20,
  body: { actions: sixActions.slice(2) },
};

export const tinySetup = (seed: number, differences: Partial<AgentKind> = {}): Setup => ({
  config: tinyConfig,
  kind: { ...agentKinds.pose, ...differences },
  maze: tinyArena(),
  random: createRandomStream(seed),
});

/** A training of such a policy. */
export function tinyTraining(
  seed: number,
  differences: Partial<AgentKind> = {},
  digest?: string,
): PolicyTraining {
  const setup = tinySetup(seed, differences);
  const modules = initAgentModules(setup.random, setup.config);
  return new PolicyTraining({
    spec: { config: "fast", world: "square", agent: "pose", seed, modules: "" },
    settings: setup.config.policy,
    steps: 144_000,
    policy: freshPolicy(setup, modules),
    team: localTeam(setup, modules),
    modules: digest,
  });
}
