import type { Toxiproxy } from 'toxiproxy-node-client';

/** A proxy before one server, and the ways in which it can fail. */
export interface ServerProxy {
  /** Ends all connections and refuses new ones. */
  readonly cut: () => Promise<void>;
  /** Keeps connections open and passes nothing in either direction. */
  readonly swallow: () => Promise<void>;
  /** Passes answers after so many milliseconds. */
  readonly delay: (latencyMs: number) => Promise<void>;
  /** Passes everything again; what was swallowed meanwhile is lost with its connections. */
  readonly heal: () => Promise<void>;
}

/** Makes a proxy on 127.0.0.1. */
export async function createServerProxy(
  toxiproxy: Toxiproxy,
  place: {
    readonly name: string;
    /** Port that clients come to. */
    readonly listen: number;
    /** `host:port` of the server. */
    readonly upstream: string;
  },
): Promise<ServerProxy> {
  const { name, upstream } = place;
  const body = { name, upstream, listen: `127.0.0.1:${String(place.listen)}` };
  const proxy = await toxiproxy.createProxy(body);
  const toxics = new Set<{ remove(): Promise<unknown> }>();
  const add = async (
    type: 'timeout' | 'latency',
    stream: 'upstream' | 'downstream',
    attributes: Readonly<Record<string, number>>,
  ) => {
    toxics.add(
      await proxy.addToxic({ name: `${type}_${stream}`, type, stream, toxicity: 1, attributes }),
    );
  };
  const enable = (enabled: boolean) => proxy.update({ ...body, enabled });
  return {
    cut: async () => {
      await enable(false);
    },
    swallow: async () => {
      // 0 is for ever: https://github.com/Shopify/toxiproxy#timeout
      await add('timeout', 'upstream', { timeout: 0 });
      await add('timeout', 'downstream', { timeout: 0 });
    },
    delay: (latencyMs) => add('latency', 'downstream', { latency: latencyMs, jitter: 0 }),
    heal: async () => {
      for (const toxic of toxics) await toxic.remove();
      toxics.clear();
      // Connections that swallowed something would go on with a hole in their stream.
      await enable(false);
      await enable(true);
    },
  };
}
