import test from 'ava';
import { checkUrl, isBlockedAddress } from '../src/url-guard.ts';

const PUBLIC_ONLY = { insecureHosts: [] };

function reasonAgainst(url: string, policy: { insecureHosts: readonly string[] } = PUBLIC_ONLY) {
  const verdict = checkUrl(url, policy);
  return verdict.allowed ? null : verdict.reason;
}

test('a public https URL is allowed, in its normal form', (t) => {
  const verdict = checkUrl('https://Seller.Example:443/hooks?a=1#part', PUBLIC_ONLY);
  t.true(verdict.allowed);
  t.is(verdict.allowed ? verdict.url.href : null, 'https://seller.example/hooks?a=1');
  t.is(reasonAgainst('https://seller.example:8443/'), null);
  t.is(reasonAgainst('https://93.184.216.34/'), null);
  t.is(reasonAgainst('https://[2606:2800:220:1::1]/'), null);
});

test('an address inside is refused however it is written', (t) => {
  const hosts = [
    ...['127.0.0.1', '127.1', '2130706433', '0x7f.1', '0177.0.0.1', '0.0.0.0', '10.1.2.3'],
    ...['100.64.0.1', '169.254.169.254', '172.31.255.255', '192.168.0.1', '198.19.0.1'],
    ...['203.0.113.9', '224.0.0.1', '255.255.255.255', '127.0.0.1.'],
    ...['[::]', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:a9fe:a9fe]', '[64:ff9b::7f00:1]'],
    ...['[64:ff9b:1::1]', '[2001:0:1::1]', '[2002:7f00:1::]', '[fd00::1]', '[fe80::1]'],
    ...[
      '[ff02::1]',
      '[3fff::1]',
      '[5f00::1]',
      '[100::1]',
      'localhost',
      'a.LOCALHOST',
      'localhost.',
    ],
  ];
  for (const host of hosts) t.is(reasonAgainst(`https://${host}/hook`), 'address-blocked', host);
});

test('anything but plain https to an ordinary port is refused with its reason', (t) => {
  t.is(reasonAgainst('http://seller.example/'), 'scheme');
  t.is(reasonAgainst('ftp://seller.example/'), 'scheme');
  t.is(reasonAgainst('file:///etc/passwd'), 'malformed');
  t.is(reasonAgainst('not a url'), 'malformed');
  t.is(reasonAgainst('https://user:word@seller.example/'), 'credentials');
  t.is(reasonAgainst('https://seller.example:25/'), 'port');
  t.is(reasonAgainst(`https://seller.example/${'a'.repeat(2_048)}`), 'too-long');
});

test('a development host is allowed over http only where it is listed', (t) => {
  const development = { insecureHosts: ['127.0.0.1', '::1'] };
  t.is(reasonAgainst('http://127.0.0.1:80/hook', development), null);
  t.is(reasonAgainst('http://[::1]:9000/hook', development), null);
  t.is(reasonAgainst('http://127.0.0.2:9000/hook', development), 'scheme');
  t.is(reasonAgainst('ftp://127.0.0.1/hook', development), 'scheme');
  t.is(reasonAgainst('https://localhost/hook', development), 'address-blocked');
});

test('what is no address counts as blocked', (t) => {
  t.true(isBlockedAddress(''));
  t.true(isBlockedAddress('seller.example'));
  t.true(isBlockedAddress('::ffff:10.0.0.1'));
  t.false(isBlockedAddress('93.184.216.34'));
});
