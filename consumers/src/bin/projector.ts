import { list, configOrExit } from '@karat/infra/config';
import { connectLog } from '@karat/infra/log-connection';
import { createLogger } from '@karat/infra/logger';
import { SERVICE_CONFIG } from '@karat/infra/service-config';
import { runService } from '@karat/infra/service';
import { createTelemetry } from '@karat/infra/telemetry';
import { VIEW_NAMES } from '@karat/projections';
import { openViews, VIEWS_CONFIG } from '../projector/open-views.ts';
import { createProjector } from '../projector/projector.ts';
import { checkViewNames } from '../projector/check-view-names.ts';
import { createSubscription } from '../subscription.ts';

const CONFIG = {
  ...SERVICE_CONFIG,
  ...VIEWS_CONFIG,
  views: list('VIEWS', {
    doc: `Views to keep up to date, of ${VIEW_NAMES.join(', ')}.`,
    default: VIEW_NAMES,
  }),
};

const config = configOrExit(CONFIG, process);
const logger = createLogger({ service: 'projector', level: config.logLevel });
const telemetry = createTelemetry('projector');

await runService({ ...config, name: 'projector', logger, telemetry }, async (service) => {
  const { onStop } = service;
  const names = checkViewNames(config.views);
  const log = await connectLog({ config, clientId: 'karat-projector', logger, onStop });
  const { environment, topics, identity } = log;
  const { incarnation } = identity;
  const views = await openViews(names, { config, environment, incarnation, logger, onStop });

  // Together, because a group takes its time to form.
  await Promise.all(
    views.map(async (view) => {
      const { name } = view.projection;
      const subscription = await createSubscription({
        name,
        groupId: `${environment}.projector.${name}`,
        log,
        topic: topics.events,
        ...createProjector(view, logger),
        service,
      });
      onStop(`subscription ${name}`, subscription.close);
    }),
  );
});
