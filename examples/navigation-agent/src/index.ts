export { ensemblesIn, modulesOf, trainedAgent } from "./agent-files.ts";
export { inProcessFlow, type ExperienceFlow, type PublishedWeights } from "./flow.ts";
export { actorCritic, proximalPolicy, type Objective } from "./objectives.ts";
export * from "./page.ts";
export { typescriptWorker, type WorkerModule } from "./typescript-worker.ts";
export { agentsIn, modulesFor, shippedAgents, shippedModules } from "./shipped.ts";
export type { Unroll } from "./unroll.ts";
