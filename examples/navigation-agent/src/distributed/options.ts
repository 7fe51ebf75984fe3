import { flag, number, path, UsageError } from "@wayfield/example-kit";
import { agentOption, learnerOptions } from "../commands.ts";
import { redisAddress } from "./redis-address.ts";

/** Where the server is. */
export const onRedis = {
  redis: path(
    "the Redis server: redis://[user:password@]host[:port], rediss:// for TLS (default: this machine's)",
  ),
  name: path("name of the training on that server (default: wayfield)"),
};

/** The values of {@link onRedis}. */
export interface Place {
  redis: string | undefined;
  name?: string | undefined;
}

/** @throws UsageError for an address that is refused. */
export function addressIn({ redis = "redis://127.0.0.1:6379" }: Place): string {
  try {
    return redisAddress(redis);
  } catch (error) {
    throw new UsageError(`--redis: ${(error as Error).message}`);
  }
}

/** How a learner over Redis is run. */
export const learnerCommandOptions = {
  ...learnerOptions,
  ...onRedis,
  agent: agentOption,
  maximalLag: number("updates that an unroll's weights may be behind; older ones are dropped", {
    default: 4,
    min: 0,
    integer: true,
  }),
  goOn: flag("go on from the checkpoint if there is one, as a learner must that is started again by itself"),
  queueWorlds: number("worlds whose unrolls may lie in the queue; actors wait for room", {
    default: 128,
    min: 1,
    integer: true,
  }),
};
