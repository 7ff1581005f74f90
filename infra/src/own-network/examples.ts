import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { repositoryRoot } from '../dev/options.ts';

/** Folder of the examples, from the root of the checkout. */
export const examplesFolder = 'infra/examples';

const text = z.union([z.string(), z.number().transform(String)]);

/** What a container of an example runs, is told and sees. */
export type ExampleContainer = {
  readonly file: string;
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Files and folders by the path at which the container sees them. */
  readonly mounts: readonly Mount[];
  /** Commands of its probes. */
  readonly probes: readonly (readonly string[])[];
};

/** A mounted folder or file: from the host, by path, or from a ConfigMap or Secret, by its values. */
export type Mount = { readonly path: string } & (
  | { readonly source: string }
  | { readonly files: Readonly<Record<string, string>> }
  | { readonly volume: string }
);

/** Every document of a YAML file. @throws Error when it is none. */
export function documentsIn(file: string): unknown[] {
  const source = readFileSync(join(repositoryRoot, examplesFolder, file), 'utf8');
  return parseAllDocuments(source, { merge: true }).map((document) => {
    const [error] = 'errors' in document ? document.errors : [];
    if (error !== undefined) throw error;
    return document.toJS() as unknown;
  });
}

const composeFile = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      command: z.array(text).default([]),
      environment: z.record(z.string(), text).default({}),
      volumes: z.array(z.string()).default([]),
      network_mode: z.string().optional(),
      healthcheck: z.object({ test: z.array(z.string()) }).optional(),
    }),
  ),
  volumes: z.record(z.string(), z.unknown()),
});

/** Containers of a compose file. @throws Error when one names a volume or service that is not there. */
export function composeContainers(file: string): ExampleContainer[] {
  const { services, volumes } = composeFile.parse(documentsIn(file)[0]);
  return Object.entries(services).map(([name, service]) => {
    const shared = service.network_mode?.replace(/^service:/, '');
    if (shared !== undefined && services[shared] === undefined) throw new Error(`${file}: ${name} joins ${shared}`);
    const mounts = service.volumes.map((volume): Mount => {
      const [source = '', path = ''] = volume.split(':');
      if (source.startsWith('.')) return { path, source };
      if (!Object.hasOwn(volumes, source)) throw new Error(`${file}: ${name} mounts ${source}`);
      return { path, volume: source };
    });
    const { image, command, environment, healthcheck } = service;
    return { file, name, image, command, environment, mounts, probes: healthcheck ? [healthcheck.test.slice(1)] : [] };
  });
}

const probe = z.object({ exec: z.object({ command: z.array(z.string()) }) });
const podTemplate = z.object({
  metadata: z.object({ labels: z.object({ app: z.string() }) }),
  spec: z.object({
    containers: z.array(
      z.object({
        name: z.string(),
        image: z.string(),
        command: z.array(z.string()).default([]),
        env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
        volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })).default([]),
        livenessProbe: probe.optional(),
        readinessProbe: probe.optional(),
      }),
    ),
    volumes: z.array(z.looseObject({ name: z.string() })).default([]),
  }),
});
const workload = z.object({
  kind: z.enum(['Deployment', 'StatefulSet']),
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    selector: z.object({ matchLabels: z.object({ app: z.string() }) }),
    template: podTemplate,
    volumeClaimTemplates: z.array(z.object({ metadata: z.object({ name: z.string() }) })).default([]),
  }),
});
/** A Deployment or StatefulSet. */
export type Workload = z.infer<typeof workload>;

const stored = z.object({
  kind: z.enum(['ConfigMap', 'Secret']),
  metadata: z.object({ name: z.string() }),
  data: z.record(z.string(), z.string()).optional(),
  stringData: z.record(z.string(), z.string()).optional(),
});
const volumeSource = z.object({
  configMap: z.object({ name: z.string() }).optional(),
  secret: z.object({ secretName: z.string() }).optional(),
});

/** Deployments and StatefulSets of a file. */
export function workloadsIn(file: string): Workload[] {
  return documentsIn(file).flatMap((document) => workload.safeParse(document).data ?? []);
}

/** Containers of a Kubernetes file. @throws Error when one mounts what is not there. */
export function kubernetesContainers(file: string): ExampleContainer[] {
  const values = documentsIn(file).flatMap((document) => stored.safeParse(document).data ?? []);
  const filesOf = (kind: string, name: string): Record<string, string> => {
    const found = values.find((each) => each.kind === kind && each.metadata.name === name);
    if (found === undefined) throw new Error(`${file}: there is no ${kind} ${name}`);
    return found.data ?? found.stringData ?? {};
  };
  return workloadsIn(file).flatMap(({ spec: { template, volumeClaimTemplates } }) =>
    template.spec.containers.map((container): ExampleContainer => {
      const mounts = container.volumeMounts.map(({ name, mountPath: path }): Mount => {
        const volume = template.spec.volumes.find((each) => each.name === name);
        const claimed = volumeClaimTemplates.some(({ metadata }) => metadata.name === name);
        if (volume === undefined && !claimed) throw new Error(`${file}: ${container.name} mounts ${name}`);
        const { configMap, secret } = volumeSource.parse(volume ?? {});
        if (configMap !== undefined) return { path, files: filesOf('ConfigMap', configMap.name) };
        if (secret !== undefined) return { path, files: filesOf('Secret', secret.secretName) };
        return { path, volume: name };
      });
      const { name, image, command, livenessProbe, readinessProbe } = container;
      const environment = Object.fromEntries(container.env.map((each) => [each.name, each.value]));
      const probes = [livenessProbe, readinessProbe].flatMap((each) => (each === undefined ? [] : [each.exec.command]));
      return { file, name, image, command, environment, mounts, probes };
    }),
  );
}
