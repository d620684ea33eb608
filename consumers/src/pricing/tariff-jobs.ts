import { PlatformError } from '@karat/infra/errors';
import { openJobStore, type Job } from '@karat/infra/job-store';
import { connectMongo } from '@karat/infra/mongo';
import type { ServiceContext } from '@karat/infra/service';
import type { PriceListKind, TariffAddRequest, TariffUseRequest } from '@karat/schemas';
import { runJobs, type JobHandler } from '../jobs/run-jobs.ts';
import { addVersion, putVersionInForce } from './tariff-store/change-versions.ts';
import { openTariffAudit, type TariffAuditLog } from './tariff-store/tariff-audit.ts';
import type { TariffStore } from './tariff-store/tariff-store.ts';

/** What the jobs of tariffs and metal prices need. */
export interface TariffJobsOptions {
  /** Database of jobs and of the audit log. */
  readonly operationsUrl: string;
  readonly store: TariffStore;
  readonly service: Pick<ServiceContext, 'logger' | 'health' | 'onStop'>;
}

/**
 * Does what others ask pricing for, until the service stops: `<kind>.add` and `<kind>.use` of
 * tariffs and of metal prices. What is stored has the time of the asking, so a job that is done twice
 * comes to the same.
 */
export async function doTariffJobs(options: TariffJobsOptions): Promise<void> {
  const { operationsUrl, store, service } = options;
  const { logger } = service;
  const { db, close } = await connectMongo(operationsUrl, { name: 'pricing jobs', logger });
  service.onStop('mongo operations', close);
  const at = { store, audit: openTariffAudit(db) };
  const handlers = { ...ofKind('tariff', at), ...ofKind('metal-prices', at) };
  const running = runJobs({ jobs: await openJobStore(db), handlers, service });
  service.onStop('jobs', running.close);
}

function ofKind(
  kind: PriceListKind,
  { store, audit }: { readonly store: TariffStore; readonly audit: TariffAuditLog },
): Readonly<Record<string, JobHandler>> {
  const changeOf = ({ by, askedAt }: Job, isDryRun: boolean) => ({
    ...{ kind, store, audit, askedAt, by, isDryRun },
    now: Date.now(),
  });
  return {
    [`${kind}.add`]: async (request, job) => {
      const { content, isDryRun } = asked(request) as TariffAddRequest;
      return await addVersion(changeOf(job, isDryRun), content);
    },
    [`${kind}.use`]: async (request, job) => {
      const { version, fromAt, isDryRun } = asked(request) as TariffUseRequest;
      const use = { version, fromAt: new Date(fromAt) };
      return await putVersionInForce(changeOf(job, isDryRun), use);
    },
  };
}

/** The API has written it; what an older or newer one leaves out is refused below, not here. */
function asked(request: unknown): object {
  if (typeof request === 'object' && request !== null) return request;
  throw new PlatformError('invalid-argument', 'Expected an object as request of a job, got other');
}
