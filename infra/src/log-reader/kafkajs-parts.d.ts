/**
 * Parts of kafkajs 2.2.4 that it does not export: connections to brokers, with its authentication,
 * TLS and choice of protocol versions, but without a consumer group around them. The version is
 * pinned exactly, and the live tests of the log reader fail when one of these changes.
 */
declare module 'kafkajs/src/cluster/brokerPool.js' {
  import type { Logger } from 'kafkajs';
  import type {
    ConnectionPool,
    ConnectionPoolBuilder,
  } from 'kafkajs/src/cluster/connectionPoolBuilder.js';

  /** Asks for offsets by time; -1 is the end, -2 the beginning. */
  export interface ListOffsetsRequest {
    readonly replicaId: number;
    readonly isolationLevel: number;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly timestamp: number }[];
    }[];
  }

  /** A broker, connected or to be connected. */
  export interface Broker {
    readonly connectionPool: ConnectionPool;
    readonly listOffsets: (request: ListOffsetsRequest) => Promise<{
      readonly responses: readonly {
        readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
      }[];
    }>;
  }

  /** Leaders of the topics that were asked about last. */
  export interface Metadata {
    readonly topicMetadata: readonly {
      readonly topic: string;
      readonly partitionMetadata: readonly {
        readonly partitionId: number;
        readonly leader: number;
      }[];
    }[];
  }

  /** The brokers of a cluster. */
  export default class BrokerPool {
    constructor(options: {
      readonly connectionPoolBuilder: ConnectionPoolBuilder;
      readonly logger: Logger;
      readonly retry: { readonly retries: number };
      readonly allowAutoTopicCreation: boolean;
    });
    readonly metadata: Metadata | null;
    refreshMetadata(topics: readonly string[]): Promise<void>;
    findBroker(options: { readonly nodeId: number }): Promise<Broker>;
    disconnect(): Promise<void>;
  }
}

declare module 'kafkajs/src/cluster/connectionPoolBuilder.js' {
  import type { ISocketFactory, Logger } from 'kafkajs';

  /** A request that knows how to encode itself. */
  export interface ProtocolRequest {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
  }

  /** One socket. */
  export interface Connection {
    isConnected(): boolean;
    connect(): Promise<unknown>;
    send<T>(protocol: {
      readonly request: ProtocolRequest;
      readonly response: {
        readonly decode: (payload: Buffer) => T;
        readonly parse: (decoded: T) => T;
      };
    }): Promise<T>;
  }

  /** The sockets to one broker: fetches have their own. */
  export interface ConnectionPool {
    getConnectionByRequest(protocol: { readonly request: ProtocolRequest }): Promise<Connection>;
  }

  /** Makes the sockets to a broker. */
  export interface ConnectionPoolBuilder {
    readonly build: () => Promise<ConnectionPool>;
  }

  /** A builder for brokers by `host:port`. */
  export default function connectionPoolBuilder(options: {
    readonly socketFactory: ISocketFactory;
    readonly brokers: readonly string[];
    readonly clientId: string;
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly enforceRequestTimeout: boolean;
    readonly logger: Logger;
  }): ConnectionPoolBuilder;
}

declare module 'kafkajs/src/loggers/index.js' {
  import type { Logger, logCreator } from 'kafkajs';
  const loggers: {
    readonly createLogger: (options: { level: number; logCreator: logCreator }) => Logger;
  };
  export default loggers;
}

declare module 'kafkajs/src/network/socketFactory.js' {
  import type { ISocketFactory } from 'kafkajs';
  /** Plain or TLS sockets. */
  export default function createSocketFactory(): ISocketFactory;
}

declare module 'kafkajs/src/protocol/requests/fetch/v11/request.js' {
  import type { ProtocolRequest } from 'kafkajs/src/cluster/connectionPoolBuilder.js';
  /** A fetch request of version 11. */
  export default function fetchRequest(request: {
    readonly replicaId: number;
    readonly maxWaitTime: number;
    readonly minBytes: number;
    readonly maxBytes: number;
    readonly isolationLevel: number;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly fetchOffset: string;
        readonly maxBytes: number;
      }[];
    }[];
  }): ProtocolRequest;
}

declare module 'kafkajs/src/protocol/message/compression/index.js' {
  const compression: {
    readonly lookupCodecByAttributes: (
      attributes: number,
    ) => { readonly decompress: (bytes: Buffer) => Promise<Buffer> } | null;
  };
  export default compression;
}

declare module 'kafkajs/src/protocol/error.js' {
  const errors: { readonly createErrorFromCode: (code: number) => Error };
  export default errors;
}
