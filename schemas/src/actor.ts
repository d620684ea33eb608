/** Every role that may send a command; people, services and administrators alike. */
export const ROLES = [
  'storefront',
  'seller',
  'operator',
  'supervisor',
  'logistics',
  'crm',
  'administrator',
  'pricing',
  'deadlines',
  'notifications',
] as const;

/** One of the roles that may send a command. */
export type Role = (typeof ROLES)[number];

/** Who asks for something: a role and an identifier within it, never a name of a person. */
export interface Actor {
  readonly role: Role;
  readonly id: string;
}

/** Whether a text is the name of a role. */
export function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text);
}

/** The form of an actor in headers and logs: `role:id`. */
export function formatActor(actor: Actor): string {
  return `${actor.role}:${actor.id}`;
}

/** The actor written as `role:id`, or null where the text is not of that form. */
export function parseActor(text: string): Actor | null {
  const colon = text.indexOf(':');
  const role = text.slice(0, colon);
  return colon > 0 && isRole(role) ? { role, id: text.slice(colon + 1) } : null;
}
