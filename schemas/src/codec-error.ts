/** A record that cannot be read: what was expected, what was found, and where. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
  readonly code: 'undecodable' | 'schema-unknown';

  constructor(code: CodecError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
