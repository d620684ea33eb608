import { PlatformError } from '../src/errors.ts';

/** A MongoDB connection string in its parts; several hosts make it something that `URL` cannot read. */
export interface MongoUrl {
  readonly scheme: string;
  /** Not encoded; null when the string carries no credentials. */
  readonly credentials: { readonly user: string; readonly password: string } | null;
  readonly hosts: string;
  readonly database: string;
  readonly options: Readonly<Record<string, string>>;
}

const FORM =
  /^(?<scheme>mongodb(?:\+srv)?):\/\/(?:(?<user>[^:@/]*):(?<password>[^@/]*)@)?(?<hosts>[^@/?]+)(?:\/(?<database>[^?]*))?(?:\?(?<options>.*))?$/;

/**
 * Reads a connection string.
 * @throws PlatformError `config-invalid`, without the string, which may hold a password.
 * @see https://www.mongodb.com/docs/manual/reference/connection-string/
 */
export function parseMongoUrl(text: string): MongoUrl {
  const parts = FORM.exec(text)?.groups;
  if (!parts) {
    throw new PlatformError(
      'config-invalid',
      'Expected a MongoDB URL like mongodb://user:password@host:port/?options, got another form',
    );
  }
  const { scheme = '', user, password, hosts = '', database = '', options = '' } = parts;
  return {
    scheme,
    credentials:
      user === undefined || password === undefined
        ? null
        : { user: decodeURIComponent(user), password: decodeURIComponent(password) },
    hosts,
    database,
    options: Object.fromEntries(new URLSearchParams(options)),
  };
}

/** Writes a connection string. */
export function formatMongoUrl(url: MongoUrl): string {
  const { scheme, credentials, hosts, database } = url;
  const user = credentials
    ? `${encodeURIComponent(credentials.user)}:${encodeURIComponent(credentials.password)}@`
    : '';
  const options = new URLSearchParams(url.options).toString();
  return `${scheme}://${user}${hosts}/${database}${options === '' ? '' : `?${options}`}`;
}
