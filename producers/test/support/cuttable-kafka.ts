import net from 'node:net';
import type { ExecutionContext } from 'ava';
import { Kafka, logLevel } from 'kafkajs';

/** A client of Kafka whose network can be cut. */
export interface CuttableKafka {
  readonly kafka: Kafka;
  /** Breaks every connection and lets no new one come about. */
  readonly cut: () => void;
  readonly mend: () => void;
}

/** Connects to real brokers by sockets that the test holds in its hands. */
export function createCuttableKafka(
  t: ExecutionContext,
  brokers: readonly string[],
): CuttableKafka {
  const sockets = new Set<net.Socket>();
  let isCut = false;
  const cut = (): void => {
    isCut = true;
    for (const socket of sockets) {
      // kafkajs hears of the end of a connection by this event alone.
      socket.emit('end');
      socket.destroy();
    }
  };
  t.teardown(cut);
  const kafka = new Kafka({
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    requestTimeout: 2_000,
    retry: { initialRetryTime: 50, maxRetryTime: 200, retries: 3 },
    socketFactory: ({ host, port, onConnect }) => {
      // Nobody listens on port 1: the connection is refused as by a broker that is away.
      const socket = net.connect({ host, port: isCut ? 1 : port }, onConnect);
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      return socket;
    },
  });
  return {
    kafka,
    cut,
    mend: () => {
      isCut = false;
    },
  };
}
