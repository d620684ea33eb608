/** Where the outcome of a command is found. */
export function receiptPath(commandId: string): string {
  return `/v1/commands/${commandId}`;
}
