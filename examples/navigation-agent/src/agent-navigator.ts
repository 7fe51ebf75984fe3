import { Agent, type AgentParts } from "./agent.ts";
import type { Decoder } from "./decoded-compass.ts";
import type { Navigator } from "./navigators.ts";
import type { PolicyParameters } from "./policy.ts";

/** An agent with fixed weights as a navigator; with a decoder of grid codes it tells where they say it is. */
export function agentNavigator(parts: AgentParts, policy: PolicyParameters, decode?: Decoder): Navigator {
  const agent = new Agent(parts);
  return {
    begin: (rows) => {
      agent.begin(rows);
    },
    act: () => agent.act(policy).actions,
    feel: (actions) => {
      agent.feel(actions);
    },
    believe: () => decode?.(parts.code.readFrom ?? agent.present).positions,
  };
}
