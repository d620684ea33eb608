/** An instant (epoch ms) as it is written in answers: RFC 3339, UTC. */
export function instant(at: number): string {
  return new Date(at).toISOString();
}
