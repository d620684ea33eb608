import type { ServerPart } from './part.ts';
import type { ProgramContext } from './programs.ts';
import type { Secrets } from './secrets.ts';

/** Where one server lives: its folder of data and log, its port, and the secrets it may use. */
export interface ServerPlace {
  /** Absolute folder of this server alone. */
  readonly folder: string;
  readonly port: number;
  /** A second port for servers that need one, such as Kafka's controller; else 0. */
  readonly secondPort: number;
  readonly secrets: Secrets;
  /** The few inherited variables of the child process and of tools run before it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The command that runs a server in the foreground. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Everything that differs between one server and another. */
export interface ServerDefinition {
  readonly part: ServerPart;
  readonly portCount: 1 | 2;
  readonly stopTimeoutMs: number;
  /** Gets the program, downloading it if need be, and gives what `prepare` needs. */
  provide(context: ProgramContext): Promise<PreparedServer>;
}

/** A server whose program is there. */
export interface PreparedServer {
  /** Says how it is run; equal inputs give an equal command, which tells whether a running server is the same. */
  command(place: ServerPlace): ServerCommand;
  /** Writes its configuration and formats its storage if that was never done. */
  prepare(place: ServerPlace): Promise<void>;
  /** Resolves when the server answers, rejects when it does not yet. */
  probe(place: ServerPlace): Promise<void>;
  /** Done once after the first answer, on every start; must be safe to repeat. */
  afterStart(place: ServerPlace): Promise<void>;
  /** The address under which clients find it. */
  url(place: ServerPlace): string;
}
