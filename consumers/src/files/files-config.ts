import { integer, url } from '@karat/infra/config';

/** Settings of whatever looks after files, beside those of the object store. */
export const FILES_CONFIG = {
  filesUrl: url('MONGO_VIEW_FILES_URL', {
    doc: 'Database of which orders refer to which files, with its name in the path.',
    secret: true,
  }),
  graceMinutes: integer('FILES_GRACE_MINUTES', {
    doc: 'How long a file that no order refers to is left alone, in minutes; longer than a command may be under way.',
    min: 0,
    max: 525_600,
    default: 1_440,
  }),
  uploadRetentionMinutes: integer('FILES_UPLOAD_RETENTION_MINUTES', {
    doc: 'How old an upload that has not ended may become, in minutes.',
    min: 1,
    max: 525_600,
    default: 10_080,
  }),
};
