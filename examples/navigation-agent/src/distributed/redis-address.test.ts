import { describe, expect, test } from "vitest";
import { redisAddress, withoutPassword } from "./redis-address.ts";

describe("redisAddress", () => {
  test.each([
    "redis://127.0.0.1",
    "redis://localhost:6380/2",
    "redis://redis:6379",
    "redis://10.1.2.3",
    "redis://192.168.0.7:6379",
    "redis://172.20.0.2",
    "redis://[::1]:6379",
    "redis://[fd00::5]",
    "redis://wayfield-redis.default.svc.cluster.local",
    "redis://:secret@redis.example.org",
    "rediss://user:secret@203.0.113.9:6380",
  ])("takes %s", (text) => {
    expect(redisAddress(text)).toBe(text);
  });

  test.each([
    "redis://redis.example.org",
    "rediss://203.0.113.9:6380",
    "redis://172.32.0.1",
    "redis://[2001:db8::1]",
  ])("refuses %s, which anyone can reach, without a password", (text) => {
    expect(() => redisAddress(text)).toThrow(/expected a password for the public address/);
  });

  test.each(["", "127.0.0.1:6379", "http://localhost", "redis://"])(
    'refuses "%s", which is no address',
    (text) => {
      expect(() => redisAddress(text)).toThrow(/expected redis:\/\//);
    },
  );

  test("a password is not shown", () => {
    expect(withoutPassword("redis://:secret@10.0.0.1:6379")).toBe("redis://:***@10.0.0.1:6379");
  });
});
