import { Redis, type RedisOptions } from "ioredis";
import { redisAddress, withoutPassword } from "./redis-address.ts";

/** What a connection tells of its troubles, each only once until it is well again. */
export type TroubleListener = (message: string) => void;

/**
 * A connection that comes back by itself however long the server is away: what was asked meanwhile is asked again.
 * @throws RangeError for an address that {@link redisAddress} refuses.
 */
export function connect(
  address: string,
  onTrouble: TroubleListener = () => undefined,
  options: Pick<RedisOptions, "lazyConnect"> = {},
): Redis {
  const redis = new Redis(redisAddress(address), {
    maxRetriesPerRequest: null,
    ...options,
    retryStrategy: (attempt) => Math.min(50 * attempt, 2000),
  });
  let told = "";
  redis.on("error", (error: Error) => {
    const message = error.message || "cannot connect";
    if (message !== told) onTrouble(`Redis at ${withoutPassword(address)}: ${message}; trying again`);
    told = message;
  });
  redis.on("ready", () => {
    if (told !== "") onTrouble(`Redis at ${withoutPassword(address)} is there again`);
    told = "";
  });
  return redis;
}
