import { createHmac } from 'node:crypto';
import { MongoClient, type Db } from 'mongodb';
import { PlatformError } from '../src/errors.ts';
import { formatMongoUrl, parseMongoUrl } from './mongo-url.ts';

/** One of the platform's databases: a part of its name, and the variable that carries its URL. */
interface MongoDatabase {
  /** The name without the environment's prefix. */
  readonly name: string;
  /** Variable with the URL of the one user that may write. */
  readonly variable: string;
  /** Variable with the URL of a user that may only read, where there is one. */
  readonly readVariable: string | null;
}

/**
 * Every database of the platform: `view_*` are disposable, `own_*` are the only copy of what they hold. Each has its
 * own user; outcomes, prices and the personal-data keys have a second one for the services that may only read them.
 */
export const MONGO_DATABASES: readonly MongoDatabase[] = [
  { name: 'view_mes', variable: 'MONGO_VIEW_MES_URL', readVariable: null },
  { name: 'view_crm', variable: 'MONGO_VIEW_CRM_URL', readVariable: null },
  { name: 'view_shop', variable: 'MONGO_VIEW_SHOP_URL', readVariable: null },
  { name: 'view_sellers', variable: 'MONGO_VIEW_SELLERS_URL', readVariable: null },
  {
    name: 'view_operations',
    variable: 'MONGO_VIEW_OPERATIONS_URL',
    readVariable: 'MONGO_VIEW_OPERATIONS_READ_URL',
  },
  { name: 'view_files', variable: 'MONGO_VIEW_FILES_URL', readVariable: null },
  { name: 'own_shop', variable: 'MONGO_OWN_SHOP_URL', readVariable: null },
  { name: 'own_workshop', variable: 'MONGO_OWN_WORKSHOP_URL', readVariable: null },
  { name: 'own_sellers', variable: 'MONGO_OWN_SELLERS_URL', readVariable: null },
  {
    name: 'own_pricing',
    variable: 'MONGO_OWN_PRICING_URL',
    readVariable: 'MONGO_OWN_PRICING_READ_URL',
  },
  { name: 'own_operations', variable: 'MONGO_OWN_OPERATIONS_URL', readVariable: null },
  { name: 'own_keys', variable: 'MONGO_OWN_KEYS_URL', readVariable: 'MONGO_OWN_KEYS_READ_URL' },
];

interface DatabaseUser {
  readonly variable: string;
  readonly database: string;
  readonly user: string;
  readonly role: 'dbAdmin' | 'readWrite' | 'read';
  readonly alsoDrops: boolean;
}

/**
 * Gives a URL for every database of one environment, by variable name. With an admin's credentials in the URL each
 * database has its own user, whose password follows from the admin's, so that nothing has to be stored; without
 * credentials the URLs have none either.
 */
export function databaseUrls(adminUrl: string, karatEnv: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    usersOf(karatEnv).map((user) => [user.variable, urlFor(adminUrl, user)]),
  );
}

/**
 * Creates the users of one environment's databases where they are missing; safe to repeat and to run twice at once.
 * Does nothing when the URL carries no credentials.
 * @throws PlatformError `mongo-unavailable` when the server does not answer or does not let this user create others.
 */
export async function ensureDatabases(adminUrl: string, karatEnv: string): Promise<void> {
  const { credentials, hosts } = parseMongoUrl(adminUrl);
  if (!credentials) return;
  try {
    await withAdmin(adminUrl, async (admin) => {
      const wanted = usersOf(karatEnv);
      const query = { usersInfo: wanted.map(({ user }) => ({ user, db: 'admin' })) };
      const known = await admin.command(query);
      const names = new Set(namesOf(known['users']));
      const missing = wanted.filter(({ user }) => !names.has(user));
      await Promise.all(missing.map((user) => createUser(admin, credentials.password, user)));
    });
  } catch (cause) {
    throw new PlatformError(
      'mongo-unavailable',
      `Expected to create the users of the databases of ${karatEnv} at ${hosts} as ${credentials.user}, ` +
        `got: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

/** Drops the databases of one environment and their users, as a test does at its end. */
export async function dropDatabases(adminUrl: string, karatEnv: string): Promise<void> {
  await withAdmin(adminUrl, async (admin, client) => {
    const users = usersOf(karatEnv);
    const databases = new Set(users.map(({ database }) => database));
    await Promise.all([...databases].map((database) => client.db(database).dropDatabase()));
    if (!hasCredentials(adminUrl)) return;
    await Promise.all(
      users.map(({ user }) => admin.command({ dropUser: user }).catch(ignoreCode(USER_NOT_FOUND))),
    );
  });
}

const USER_NOT_FOUND = 11;
const USER_ALREADY_EXISTS = 51003;
const CONNECT_TIMEOUT_MS = 5000;

function usersOf(karatEnv: string): readonly DatabaseUser[] {
  return MONGO_DATABASES.flatMap(({ name, variable, readVariable }) => {
    const database = `${karatEnv}_${name}`;
    const alsoDrops = name.startsWith('view_');
    const writer = { variable, database, user: database, role: 'readWrite', alsoDrops } as const;
    if (readVariable === null) return [writer];
    const user = `${database}_read`;
    return [
      writer,
      { variable: readVariable, database, user, role: 'read', alsoDrops: false } as const,
    ];
  });
}

function urlFor(adminUrl: string, { database, user }: DatabaseUser): string {
  const url = parseMongoUrl(adminUrl);
  if (!url.credentials) return formatMongoUrl({ ...url, database });
  const credentials = { user, password: passwordOf(url.credentials.password, user) };
  const options = { ...url.options, authSource: 'admin' };
  return formatMongoUrl({ ...url, credentials, database, options });
}

function passwordOf(adminPassword: string, user: string): string {
  return createHmac('sha256', adminPassword).update(user).digest('base64url');
}

function hasCredentials(adminUrl: string): boolean {
  return parseMongoUrl(adminUrl).credentials !== null;
}

async function createUser(admin: Db, adminPassword: string, wanted: DatabaseUser): Promise<void> {
  const { database: db, user, role, alsoDrops } = wanted;
  const pwd = passwordOf(adminPassword, user);
  // A view is disposable: whoever rebuilds it may drop it whole. What is owned, nobody drops.
  const roles = [{ role, db }, ...(alsoDrops ? [{ role: 'dbAdmin', db }] : [])];
  await admin
    .command({ createUser: user, pwd, roles, mechanisms: ['SCRAM-SHA-256'] })
    .catch(ignoreCode(USER_ALREADY_EXISTS));
}

async function withAdmin<T>(
  adminUrl: string,
  work: (admin: Db, client: MongoClient) => Promise<T>,
): Promise<T> {
  const client = new MongoClient(adminUrl, {
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    serverSelectionTimeoutMS: CONNECT_TIMEOUT_MS,
    appName: 'karat-databases',
  });
  try {
    return await work(client.db('admin'), client);
  } finally {
    await client.close();
  }
}

function namesOf(users: unknown): readonly string[] {
  if (!Array.isArray(users)) return [];
  return users.flatMap((entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'user' in entry && typeof entry.user === 'string'
      ? [entry.user]
      : [],
  );
}

function ignoreCode(code: number): (error: unknown) => void {
  return (error) => {
    const got = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
    if (got !== code) throw error;
  };
}
