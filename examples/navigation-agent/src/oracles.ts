import { createOracle, type MazeLayout, type Oracle } from "@wayfield/environments";

/** Oracles of arenas; each arena is learned once. */
export function knownOracles(): (arena: MazeLayout["arena"]) => Oracle {
  const known = new WeakMap<MazeLayout["arena"], Oracle>();
  return (arena) => {
    let oracle = known.get(arena);
    if (oracle === undefined) known.set(arena, (oracle = createOracle(arena)));
    return oracle;
  };
}
