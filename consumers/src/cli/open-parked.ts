import { readConfig } from '@karat/infra/config';
import { connectLog } from '@karat/infra/log-connection';
import { connectMongo } from '@karat/infra/mongo';
import { LOG_CONFIG } from '@karat/infra/service-config';
import { openParkingGroups } from '../parked/open-parking-groups.ts';
import { PARKING_NAMES } from '../parked/parking-group.ts';
import { openAuditLog, type AuditLog } from '../parked/skip-audit.ts';
import { OPERATIONS_CONFIG } from '../rebuild/rebuild-jobs.ts';
import type { ParkedActions } from './add-parked-command.ts';
import type { CommandProgram, OnStop } from './command-program.ts';
import {
  listParked,
  retryParked,
  showParked,
  skipParked,
  type ParkedContext,
} from './parked-command.ts';
import { reportParked, reportTended } from './report-parked.ts';

/** The subcommands of `karat parked`. */
export function parkedActions(program: CommandProgram): ParkedActions {
  const { withConnections, print, setExitCode } = program;
  return {
    list: ({ group, order, reason, json }) =>
      withConnections(async (onStop) => {
        const selection = {
          ...(order === undefined ? {} : { order }),
          ...(reason === undefined ? {} : { parkedFor: reason }),
        };
        const orders = await listParked(await open(program, group, onStop), selection);
        print({ orders }, { json, words: reportParked(orders) });
        if (orders.length > 0) setExitCode(1);
      }),
    show: (orderId, { group, json }) =>
      withConnections(async (onStop) => {
        const orders = await showParked(await open(program, group, onStop), orderId);
        print({ orders }, { json, words: reportParked(orders) });
        if (orders.length === 0) setExitCode(1);
      }),
    retry: (options) =>
      withConnections(async (onStop) => {
        const orders = await retryParked(await open(program, options.group, onStop), options);
        print({ orders }, { json: options.json, words: reportTended(orders) });
        if (!areDone(orders)) setExitCode(1);
      }),
    skip: (orderId, options) =>
      withConnections(async (onStop) => {
        const context = await open(program, options.group, onStop);
        const audit = await openAudit(program, context, onStop);
        const orders = await skipParked({ ...context, audit }, orderId, options);
        print({ orders }, { json: options.json, words: reportTended(orders) });
        if (!areDone(orders)) setExitCode(1);
      }),
  };
}

async function open(
  { env, logger }: CommandProgram,
  group: string | undefined,
  onStop: OnStop,
): Promise<ParkedContext> {
  const config = readConfig(LOG_CONFIG, env);
  const log = await connectLog({ config, clientId: 'karat-parked', logger, onStop });
  const names = group === undefined ? PARKING_NAMES : [group];
  return { log, groups: await openParkingGroups(names, { log, env, logger, onStop }) };
}

async function openAudit(
  { env, logger }: CommandProgram,
  { log }: ParkedContext,
  onStop: OnStop,
): Promise<AuditLog> {
  const { operationsUrl } = readConfig(OPERATIONS_CONFIG, env);
  const { db, close } = await connectMongo(operationsUrl, { name: 'karat audit', logger });
  onStop('mongo audit', close);
  return openAuditLog(db, log.identity.incarnation);
}

function areDone(orders: readonly { readonly outcome: string }[]): boolean {
  const undone = ['parked-again', 'not-carried-out', 'not-parked'];
  return orders.length > 0 && orders.every(({ outcome }) => !undone.includes(outcome));
}
