import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { findFreePort, isPortFree } from '../processes/free-port.ts';

/** The ports that each server was given last. */
export type KnownPorts = Readonly<Record<string, readonly number[]>>;

/**
 * Chooses ports for a server: those it had before if they are free, else free ones, and remembers them. Kafka's
 * advertised listener and the replica set's configuration name the port, so a steady one saves a reconfiguration.
 */
export async function choosePorts(file: string, name: string, count: number): Promise<number[]> {
  const known = readPorts(file)[name] ?? [];
  const ports: number[] = [];
  while (ports.length < count) {
    const before = known[ports.length];
    const isUsable = before !== undefined && !ports.includes(before) && (await isPortFree(before));
    const port = isUsable ? before : await findFreePort();
    if (!ports.includes(port)) ports.push(port);
  }
  // Read again: another server of the same start may have written its own in the meantime.
  writePorts(file, { ...readPorts(file), [name]: ports });
  return ports;
}

/** Gives the remembered ports; none when the file is missing or damaged. */
export function readPorts(file: string): KnownPorts {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null && 'ports' in value
      ? parsePorts(value.ports)
      : {};
  } catch {
    return {};
  }
}

function parsePorts(value: unknown): KnownPorts {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).map(([name, ports]: [string, unknown]) => [
    name,
    Array.isArray(ports) ? ports.filter((port) => typeof port === 'number') : [],
  ]);
  return Object.fromEntries(entries) as KnownPorts;
}

function writePorts(file: string, ports: KnownPorts): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, `${JSON.stringify({ ports }, null, 2)}\n`);
  renameSync(draft, file);
}
