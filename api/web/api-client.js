import { currentToken } from './session.js';

/** A refusal of the server's: a problem document. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.problem = problem;
    this.slug = String(problem.type ?? '')
      .split('/')
      .pop();
  }
}

export function authorization() {
  return { authorization: `Bearer ${currentToken()}` };
}

export async function getJson(path) {
  return answerOf(await fetch(path, { headers: authorization() }));
}

/**
 * Sends a command. The key belongs to the click and not to the attempt: when the connection breaks,
 * the same command is sent again and is done once.
 */
export async function sendCommand(orderId, verb, body = {}) {
  const request = {
    method: 'POST',
    headers: {
      ...authorization(),
      'content-type': 'application/json',
      'idempotency-key': `"${newKey()}"`,
    },
    body: JSON.stringify(body),
  };
  const path = `/v1/orders/${encodeURIComponent(orderId)}/${verb}`;
  try {
    return await answerOf(await fetch(path, request));
  } catch (error) {
    if (error instanceof Refused && error.status !== 503) throw error;
    await new Promise((resolve) => setTimeout(resolve, 500));
    return answerOf(await fetch(path, request));
  }
}

async function answerOf(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, body);
  return body;
}

/** `crypto.randomUUID` is missing where the page is not served over HTTPS. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
