import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { main } from "../main.ts";

const read = (file: string): string =>
  readFileSync(new URL(`../../../../deploy/${file}`, import.meta.url), "utf8");

interface Container {
  image: string;
  args: string[];
  env: { name: string; valueFrom: { secretKeyRef: { name: string; key: string } } }[];
  ports?: { containerPort: number }[];
  volumeMounts?: { name: string }[];
}
interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: {
    replicas?: number;
    strategy?: { type: string };
    selector: Record<string, unknown> & { matchLabels?: Record<string, string> };
    ports: { port: number; targetPort: number }[];
    template: {
      metadata: { labels: Record<string, string> };
      spec: {
        containers: Container[];
        volumes?: { name: string; persistentVolumeClaim: { claimName: string } }[];
      };
    };
  };
}
interface Compose {
  services: Record<string, { image: string; command: string[]; volumes?: string[]; depends_on?: string[] }>;
  volumes: Record<string, unknown>;
}

const compose = parse(read("compose.yaml")) as Compose;
const manifests = parseAllDocuments(read("kubernetes.yaml")).map((each) => each.toJS() as Manifest);
const deployments = manifests.filter(({ kind }) => kind === "Deployment");
const containerOf = (name: string): Container =>
  deployments.find(({ metadata }) => metadata.name === `wayfield-${name}`)!.spec.template.spec.containers[0]!;

const printed: string[] = [];
beforeEach(() => {
  printed.length = 0;
  vi.spyOn(process.stdout, "write").mockImplementation((text) => printed.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A command line that the example understands: a command it has, with options of that command. */
async function expectUnderstood([command, ...words]: readonly string[]): Promise<void> {
  expect(await main([command!, "--help"])).toBe(0);
  const help = printed.join("");
  for (const word of words.filter((each) => each.startsWith("--"))) expect(help, word).toContain(`${word} `);
}

describe("the compose file", () => {
  test("starts commands that there are, and a server that they can reach", async () => {
    for (const name of ["learner", "actor"]) {
      const { command, image } = compose.services[name]!;
      await expectUnderstood(command);
      expect(command[command.indexOf("--redis") + 1]).toBe("redis://:${WAYFIELD_REDIS_PASSWORD}@redis:6379");
      expect(image).toBe("wayfield");
    }
    expect(compose.services["redis"]!.command).toContain("--requirepass");
  });

  test("keeps the learner's state in a volume that there is", () => {
    const { volumes, command } = compose.services["learner"]!;
    const [volume, folder] = volumes![0]!.split(":");
    expect(Object.keys(compose.volumes)).toContain(volume);
    expect(command[command.indexOf("--out") + 1]).toBe(folder);
  });
});

describe("the Kubernetes manifest", () => {
  test("has objects of known kinds, and each deployment selects its own pods", () => {
    expect(manifests.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual([
      "v1 Service",
      "apps/v1 Deployment",
      "v1 PersistentVolumeClaim",
      "apps/v1 Deployment",
      "apps/v1 Deployment",
    ]);
    for (const { spec } of deployments)
      expect(spec.selector.matchLabels).toEqual(spec.template.metadata.labels);
  });

  test("starts commands that there are, and names the service, its port and the secret", async () => {
    const service = manifests[0]!;
    for (const name of ["learner", "actor"]) {
      const { args, env } = containerOf(name);
      await expectUnderstood(args);
      const { port } = service.spec.ports[0]!;
      expect(args[args.indexOf("--redis") + 1]).toBe(`redis://:$(PASSWORD)@${service.metadata.name}:${port}`);
      expect(env).toEqual(containerOf("redis").env);
    }
    expect(containerOf("redis").ports![0]!.containerPort).toBe(service.spec.ports[0]!.targetPort);
    expect(service.spec.selector).toEqual(deployments[0]!.spec.template.metadata.labels);
  });

  test("never has two learners at once, and keeps the state of the one", () => {
    const { spec } = deployments.find(({ metadata }) => metadata.name === "wayfield-learner")!;
    expect([spec.replicas, spec.strategy?.type]).toEqual([1, "Recreate"]);
    const claim = spec.template.spec.volumes![0]!.persistentVolumeClaim.claimName;
    expect(manifests.find(({ kind }) => kind === "PersistentVolumeClaim")!.metadata.name).toBe(claim);
    expect(containerOf("learner").volumeMounts![0]!.name).toBe(spec.template.spec.volumes![0]!.name);
  });
});

test("the image has the pnpm that the repository names, and runs this example", () => {
  const docker = read("Dockerfile");
  const { packageManager } = JSON.parse(
    readFileSync(new URL("../../../../package.json", import.meta.url), "utf8"),
  ) as { packageManager: string };
  expect(docker).toContain(`npm install --global ${packageManager}`);
  expect(docker).toContain('"example", "navigation-agent"');
});
