import { doJob, type Job } from './measured-job.ts';

// The process that `runJob` starts: one job, then it ends.
process.once('message', (job) => {
  // Nobody else sends to it.
  void doJob(job as Job).then((figures) =>
    process.send?.(figures, () => {
      process.disconnect();
    }),
  );
});
