import type BrokerPool from 'kafkajs/src/cluster/brokerPool.js';
import type { Broker } from 'kafkajs/src/cluster/brokerPool.js';
import type { ProtocolRequest } from 'kafkajs/src/cluster/connectionPoolBuilder.js';

/** A partition by its name. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Who leads which partition. */
export interface Leaders {
  /** The broker that leads a partition, connected. @throws what kafkajs throws. */
  readonly leaderOf: (place: TopicPartition) => Promise<Broker>;
  /** How many partitions a topic has now. @throws what kafkajs throws, also for an unknown topic. */
  readonly partitionsOf: (topic: string) => Promise<number>;
  /** Asks anew the next time. */
  readonly forget: (topic: string) => void;
}

/** Nodes by the partition that they lead. */
type NodeIds = ReadonlyMap<number, number>;

/** A node that no cluster has: a partition without a leader is not found. */
const NOBODY = -1;

/** Leaders as the brokers name them, remembered until they are forgotten. */
export function createLeaders(pool: BrokerPool): Leaders {
  const known = new Map<string, Promise<NodeIds>>();
  const connecting = new Map<Broker, Promise<unknown>>();
  // kafkajs' pool would make a broker's connections twice if it were asked twice at once.
  let refreshed: Promise<unknown> = Promise.resolve();

  const refresh = (topic: string): Promise<NodeIds> => {
    const refreshing = refreshed.then(async () => {
      await pool.refreshMetadata([topic]);
      const found = pool.metadata?.topicMetadata.find((each) => each.topic === topic);
      const partitions = found?.partitionMetadata ?? [];
      return new Map(partitions.map(({ partitionId, leader }) => [partitionId, leader]));
    });
    refreshed = refreshing.catch(() => undefined);
    return refreshing;
  };

  /** Fetches have a connection of their own, which two who come at once would make twice, too. */
  const connect = async (broker: Broker): Promise<void> => {
    const begin = () => broker.connectionPool.getConnectionByRequest({ request: FETCH });
    const connection = connecting.get(broker) ?? begin().finally(() => connecting.delete(broker));
    connecting.set(broker, connection);
    await connection;
  };

  return {
    leaderOf: async ({ topic, partition }) => {
      const leaders = known.get(topic) ?? refresh(topic);
      known.set(topic, leaders);
      const nodeId = (await leaders).get(partition) ?? NOBODY;
      const broker = await pool.findBroker({ nodeId });
      await connect(broker);
      return broker;
    },
    partitionsOf: async (topic) => (await refresh(topic)).size,
    forget: (topic) => {
      known.delete(topic);
    },
  };
}

const FETCH: ProtocolRequest = { apiKey: 1, apiVersion: 11, apiName: 'Fetch' };
