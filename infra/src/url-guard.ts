import { BlockList, isIP } from 'node:net';

/** Where requests that a stranger asks for may go beside the public internet. */
export interface UrlPolicy {
  /**
   * Hosts, as they stand in the URL without brackets, that may be called over plain HTTP, on any
   * port and at any address. For development only; empty denies all of that.
   */
  readonly insecureHosts: readonly string[];
}

/** Why a URL is refused; a published name. */
export type UrlRefusal =
  'address-blocked' | 'credentials' | 'malformed' | 'port' | 'scheme' | 'too-long';

/** What the guard says of a URL: its normal form, or the reason against it as a sentence part. */
export type UrlVerdict =
  | { readonly allowed: true; readonly url: URL; readonly insecure: boolean }
  | { readonly allowed: false; readonly reason: UrlRefusal; readonly detail: string };

/** Longest URL, in characters. */
export const MAX_URL_LENGTH = 2_048;

/**
 * Judges a URL given by a stranger by what can be seen in it. A host name may still resolve to an
 * address inside: whoever connects has to ask {@link isBlockedAddress} about the address it dials.
 * Literal addresses are judged here because Node never calls `lookup` for them.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export function checkUrl(raw: string, policy: UrlPolicy): UrlVerdict {
  if (raw.length > MAX_URL_LENGTH) {
    return refuse('too-long', `expected at most ${String(MAX_URL_LENGTH)} characters`);
  }
  // The parser also normalises: 2130706433, 0x7f.1 and 127.1 all become 127.0.0.1.
  const url = URL.canParse(raw) ? new URL(raw) : null;
  if (url === null || url.hostname === '') return refuse('malformed', 'expected an absolute URL');
  if (url.username !== '' || url.password !== '') {
    return refuse('credentials', 'expected no user or password in the URL');
  }
  url.hash = '';
  const insecure = policy.insecureHosts.includes(hostOf(url));
  return (insecure ? schemeFault(url) : publicFault(url)) ?? { allowed: true, url, insecure };
}

/** Whether an address lies in a range that no request of a stranger may reach. */
export function isBlockedAddress(address: string): boolean {
  const version = isIP(address);
  // What is no address cannot be judged, so it is not dialled.
  return version === 0 || BLOCKED.check(address, version === 4 ? 'ipv4' : 'ipv6');
}

/** The host of a URL as `net` and `dns` take it: without the brackets of an IPv6 literal. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function schemeFault(url: URL): UrlVerdict | null {
  if (url.protocol === 'https:' || url.protocol === 'http:') return null;
  return refuse('scheme', `expected https, got ${url.protocol.slice(0, -1)}`);
}

function publicFault(url: URL): UrlVerdict | null {
  if (url.protocol !== 'https:') {
    return refuse('scheme', `expected https, got ${url.protocol.slice(0, -1)}`);
  }
  if (!isAllowedPort(url.port)) {
    return refuse('port', `expected port 443, or one from 1024 on, got ${url.port}`);
  }
  const host = hostOf(url);
  const inside = isIP(host) === 0 ? isLocalName(host) : isBlockedAddress(host);
  return inside ? refuse('address-blocked', `expected a public address, got ${host}`) : null;
}

/** The ports of mail, SSH and the like speak other protocols that a body could be made to abuse. */
function isAllowedPort(port: string): boolean {
  return port === '' || port === '443' || Number(port) >= 1_024;
}

/** Names that mean this machine. @see https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
function isLocalName(host: string): boolean {
  return /(^|\.)localhost\.?$/.test(host);
}

function refuse(reason: UrlRefusal, detail: string): UrlVerdict {
  return { allowed: false, reason, detail };
}

/** Address, bits of the prefix. @see https://www.rfc-editor.org/rfc/rfc6890 */
const BLOCKED_IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** NAT64, Teredo and 6to4 are among them because they lead to IPv4 addresses of any range. */
const BLOCKED_IPV6: readonly (readonly [string, number])[] = [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
];

const BLOCKED = blockListOf();

function blockListOf(): BlockList {
  const blocked = new BlockList();
  for (const [address, bits] of BLOCKED_IPV4) blocked.addSubnet(address, bits, 'ipv4');
  for (const [address, bits] of BLOCKED_IPV6) blocked.addSubnet(address, bits, 'ipv6');
  return blocked;
}
