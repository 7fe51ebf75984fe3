import { path } from "@wayfield/example-kit";
import { agentsIn, shippedAgents, type AgentName } from "@wayfield/example-navigation-agent";

/** Where the agents of the square arena and what they stand on come from. */
export const agentOptions = {
  modules: path("the trained modules (by default those of the square arena that the navigation agent ships)"),
  policies: path("folder of trained policies, each AGENT.safetensors (by default the shipped ones)"),
};

/** The policies of the square arena: those in a folder, or the shipped ones. */
export const squareAgents = (policies: string | undefined): [AgentName, string][] =>
  policies === undefined ? shippedAgents("square") : agentsIn(policies);
