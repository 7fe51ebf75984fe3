import { isIPv4, isIPv6 } from "node:net";

const privateRanges = [/^127\./, /^10\./, /^192\.168\./, /^172\.(1[6-9]|2\d|3[01])\./, /^169\.254\./];

/** Whether only machines of one's own network can have this address: loopback, a private range, a name within a cluster. */
function isPrivateHost(host: string): boolean {
  if (isIPv4(host)) return privateRanges.some((range) => range.test(host));
  if (isIPv6(host)) return host === "::1" || /^f[cd]|^fe[89ab]/i.test(host);
  return !host.includes(".") || /\.(local|internal|localhost|svc|cluster\.local)$/i.test(host);
}

/**
 * Where a Redis server is, once it is sure that not everyone can reach it unasked.
 * @param text `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS.
 * @throws RangeError for what is no such address, and for a public one without a password.
 * @example redisAddress("rediss://:secret@redis.example.org:6380");
 */
export function redisAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["redis:", "rediss:"].includes(url.protocol) || url.hostname === "") {
    throw new RangeError(
      `redisAddress: expected redis://[user:password@]host[:port][/database] or rediss://… for TLS, got "${text}"`,
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (url.password === "" && !isPrivateHost(host)) {
    throw new RangeError(
      `redisAddress: expected a password for the public address ${host}, got none; whoever reaches an open Redis can ` +
        `read and replace everything in it. Set requirepass there and give redis${url.protocol === "rediss:" ? "s" : ""}://:PASSWORD@${host}`,
    );
  }
  return text;
}

/** The address as it may be shown: without its password. */
export function withoutPassword(address: string): string {
  const url = new URL(address);
  if (url.password !== "") url.password = "***";
  return url.href;
}
