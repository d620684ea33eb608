import { createHash, randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { UploadsPlace } from '@karat/infra/object-store';
import { formatActor, type Actor } from '@karat/schemas';
import { FileStore } from '@tus/file-store';
import { Server, type DataStore, type Locker } from '@tus/server';
import { invalidAt } from '../http/problem-error.ts';
import { MAX_MODEL_BYTES } from './receive-model.ts';

/** How long an upload can be resumed and attached after it was begun, in ms. */
export const UPLOAD_KEPT_MS = 24 * 60 * 60 * 1_000;
/** Smallest part that S3 takes: of what arrived before a connection broke, whole parts are kept. */
const S3_PART_BYTES = 5 * 1024 * 1024;
/** Where uploads are; their ids follow. */
export const UPLOADS_PATH = '/v1/uploads';

/** Uploads that can be resumed, of the protocol tus 1.0. */
export interface ModelUploads {
  /** Answers a request of the protocol; a new upload belongs to the actor. */
  readonly answer: (request: Request, actor: Actor) => Promise<Response>;
  /** Whether an upload is one that the actor has begun; said by its id alone. */
  readonly isOf: (uploadId: string, actor: Actor) => boolean;
  /**
   * The bytes of a finished upload.
   * @throws ProblemError `validation` for one that is not there, is another's or is not finished.
   */
  readonly read: (uploadId: string, actor: Actor) => Promise<Readable>;
}

/** A store of tus, with what its type leaves out. */
interface ReadableStore extends DataStore {
  readonly read: (id: string) => Readable | Promise<Readable>;
}

/**
 * Opens the uploads of a place; `locker` sees to it that one request at a time writes one. An upload lives on when it is attached, so that the same request can
 * be repeated; when its time is over it is swept with what broken uploads have left.
 * @see https://tus.io/protocols/resumable-upload
 */
export async function openModelUploads(place: UploadsPlace, locker: Locker): Promise<ModelUploads> {
  const store = await openStore(place);
  const prefix = place.kind === 's3' ? place.prefix : '';
  const senders = new WeakMap<object, Actor>();
  const server = new Server({
    path: UPLOADS_PATH,
    datastore: store,
    locker,
    maxSize: MAX_MODEL_BYTES,
    // A finished one may be attached again: a request that is repeated needs it.
    disableTerminationForFinishedUploads: true,
    namingFunction: (request) => {
      const actor = senders.get(request);
      const mark = actor === undefined ? '' : markOf(actor);
      return `${prefix}${mark}-${randomBytes(16).toString('hex')}`;
    },
    generateUrl: (_request, { path, id }) => `${path}/${id.slice(prefix.length)}`,
    getFileIdFromRequest: (_request, uploadId) => `${prefix}${uploadId ?? ''}`,
  });
  const isOf = (uploadId: string, actor: Actor) =>
    /^[0-9a-f]{16}-[0-9a-f]{32}$/.test(uploadId) && uploadId.startsWith(`${markOf(actor)}-`);
  return {
    answer: (request, actor) => {
      senders.set(request, actor);
      return server.handleWeb(request);
    },
    isOf,
    read: async (uploadId, actor) => {
      if (!isOf(uploadId, actor)) throw notAnUpload('one that is not yours');
      const upload = await find(store, `${prefix}${uploadId}`);
      if (upload === null) throw notAnUpload('one that is not there any more');
      const { offset, size } = upload;
      if (offset !== size) {
        throw notAnUpload(`one of ${String(offset)} of ${String(size ?? 'unknown')} bytes`);
      }
      return store.read(`${prefix}${uploadId}`);
    },
  };
}

async function openStore(place: UploadsPlace): Promise<ReadableStore> {
  const expirationPeriodInMilliseconds = UPLOAD_KEPT_MS;
  if (place.kind === 'folder') {
    return new FileStore({ directory: place.folder, expirationPeriodInMilliseconds });
  }
  // Loaded when it is wanted: the SDK takes time and memory that a folder does not need.
  const { S3Store } = await import('@tus/s3-store');
  const s3ClientConfig = { ...place.client, bucket: place.bucket };
  return new S3Store({
    s3ClientConfig,
    expirationPeriodInMilliseconds,
    useTags: false,
    partSize: S3_PART_BYTES,
  });
}

/** tus throws plain objects with a status. */
async function find(store: DataStore, id: string) {
  try {
    return await store.getUpload(id);
  } catch (error) {
    const status = (error as { readonly status_code?: unknown } | null)?.status_code;
    if (status === 404 || status === 410) return null;
    throw error;
  }
}

/** Marks the uploads of an actor without naming it. */
function markOf(actor: Actor): string {
  return createHash('sha256').update(formatActor(actor)).digest('hex').slice(0, 16);
}

function notAnUpload(got: string) {
  return invalidAt('#/uploadId', `Expected the id of a finished upload, got ${got}`);
}
