import { S3ServiceException } from '@aws-sdk/client-s3';

/** Whether there is no such object; a bucket that is not there is no such case. */
export function isAbsent(error: unknown): boolean {
  return error instanceof S3ServiceException && ['NoSuchKey', 'NotFound'].includes(error.name);
}

/** Whether a condition of the request did not hold, or another request was faster. */
export function isConditionFailed(error: unknown): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  return [409, 412].includes(error.$metadata.httpStatusCode ?? 0);
}

/** Null instead of a failure because there is no such object. */
export async function unlessAbsent<T>(run: () => Promise<T>): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}
