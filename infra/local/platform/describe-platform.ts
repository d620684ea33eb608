import type { PlatformRecord } from './running-platform.ts';

/** What somebody who has just started the platform wants to know. */
export function describePlatform(record: PlatformRecord, seconds: string): string {
  const { apis, ops } = record;
  const tokenOf = (id: string) => record.tokens.find((holder) => holder.id === id)?.token ?? '';
  const operatorPage = (id: string) => `${apis['operator'] ?? ''}/#token=${tokenOf(id)}`;
  return `
Karat is ready after ${seconds} s.

Pages
  operators    ${operatorPage('anna')}   (Anna)
               ${operatorPage('boris')}   (Boris)
  logistics    ${operatorPage('lena')}   (Lena)

APIs           bearer token
  storefront   ${apis['storefront'] ?? ''}   ${tokenOf('shop')}
  seller       ${apis['seller'] ?? ''}   ${tokenOf('demo-seller')}
  operator     ${apis['operator'] ?? ''}   ${tokenOf('anna')}
  CRM          ${apis['crm'] ?? ''}   ${tokenOf('clara')}
  operations   ${apis['operations'] ?? ''}   ${tokenOf('ada')}

Try it: the orders that CRM sees
  curl -s -H 'authorization: Bearer ${tokenOf('clara')}' '${apis['crm'] ?? ''}/v1/orders?limit=2'

Metrics and health
${Object.entries(ops)
  .map(([name, url]) => `  ${name.padEnd(12)} ${url}/metrics  ${url}/health/ready`)
  .join('\n')}

Stop with Ctrl-C. Start again and the orders are still there.
`;
}
